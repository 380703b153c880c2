package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Flags that say for whom a new file is sealed. */
final class KeyFlags {

    static final Flag KMS = key("ARNS", "for these AWS KMS keys", "SOPS_KMS_ARN", "kms", "k");

    static final Flag AWS_PROFILE =
            Flag.text("NAME", "the AWS profile to use", "aws-profile").asRare();

    static final Flag GCP_KMS = key("IDS", "for these Google Cloud KMS keys", "SOPS_GCP_KMS_IDS", "gcp-kms");

    static final Flag HCKMS = key("IDS", "for these Huawei Cloud KMS keys", "SOPS_HUAWEICLOUD_KMS_IDS", "hckms");

    static final Flag AZURE_KV = key("URLS", "for these Azure Key Vault keys", "SOPS_AZURE_KEYVAULT_URLS", "azure-kv");

    static final Flag VAULT =
            key("URIS", "for these Vault or OpenBao transit keys", "SOPS_VAULT_URIS", "hc-vault-transit");

    static final Flag PGP = key("FINGERPRINTS", "for these OpenPGP keys", "SOPS_PGP_FP", "pgp", "p");

    static final Flag AGE = Flag.text("RECIPIENTS", "seal for these age recipients, separated by commas", "age", "a")
            .orVariable("SOPS_AGE_RECIPIENTS");

    static final Flag ENCRYPTION_CONTEXT = Flag.text("KEY:VALUE,…", "the context of AWS KMS keys", "encryption-context")
            .asRare();

    static final Flag THRESHOLD = Flag.number(
                    "how many key groups are needed to open the file", "shamir-secret-sharing-threshold")
            .asRare();

    static final List<Flag> ALL =
            List.of(AGE, KMS, AWS_PROFILE, GCP_KMS, HCKMS, AZURE_KV, VAULT, PGP, ENCRYPTION_CONTEXT, THRESHOLD);

    /** The kinds in the order in which {@code sops} writes keys of the command line. */
    private static final List<Kind> KINDS = List.of(
            new Kind("kms", KMS),
            new Kind("gcp_kms", GCP_KMS),
            new Kind("hckms", HCKMS),
            new Kind("azure_kv", AZURE_KV),
            new Kind("pgp", PGP),
            new Kind("hc_vault", VAULT),
            new Kind("age", AGE));

    private record Kind(String name, Flag flag) {}

    private KeyFlags() {}

    private static Flag key(String valueName, String help, String variable, String... names) {
        return Flag.text(valueName, help, names).orVariable(variable).asRare();
    }

    static boolean areGiven(Arguments arguments) {
        return KINDS.stream().anyMatch((kind) -> !arguments.text(kind.flag()).isEmpty());
    }

    /**
     * Returns the keys that the command line names.
     *
     * @param arguments the command line
     * @param keyRing reads the keys' text forms
     * @return the keys
     * @throws Failure with exit code 6 when the encryption context is malformed
     */
    static List<MasterKey> keys(Arguments arguments, KeyRing keyRing) {
        MapNode context = encryptionContext(arguments);
        List<MasterKey> keys = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (String text : arguments.text(kind.flag()).split(",", -1)) {
                if (!text.isBlank()) {
                    MasterKey key = parse(kind, text.strip(), arguments, keyRing);
                    keys.add(kind.flag().equals(KMS) ? forAws(key, context, arguments.text(AWS_PROFILE)) : key);
                }
            }
        }
        return keys;
    }

    private static MasterKey parse(Kind kind, String text, Arguments arguments, KeyRing keyRing) {
        try {
            return keyRing.parse(kind.name(), text);
        } catch (SecretsException ex) {
            Flag flag = kind.flag();
            String where = arguments.isOnCommandLine(flag) ? "--" + flag.name() : String.valueOf(flag.variable());
            throw new SecretsException(ex.reason(), Location.of(where), ex.problem(), ex.action(), ex);
        }
    }

    private static MasterKey forAws(MasterKey key, MapNode context, String profile) {
        MasterKey inContext = context.isEmpty() ? key : with(key, "context", context);
        return profile.isEmpty() ? inContext : with(inContext, "aws_profile", ValueNode.string(profile));
    }

    private static MasterKey with(MasterKey key, String field, Node value) {
        List<MapNode.Item> fields = new ArrayList<>(key.fields().items());
        fields.removeIf((item) -> item instanceof Entry entry && entry.key().equals(field));
        fields.add(new Entry(field, value));
        return new MasterKey(key.kind(), new MapNode(fields, Position.NONE));
    }

    static MapNode encryptionContext(Arguments arguments) {
        String text = arguments.text(ENCRYPTION_CONTEXT);
        List<Entry> entries = new ArrayList<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Map.Entry<String, String> parts = pair(pair);
            entries.add(new Entry(parts.getKey(), ValueNode.string(parts.getValue())));
        }
        return new MapNode(entries, Position.NONE);
    }

    private static Map.Entry<String, String> pair(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            throw new Failure(
                    ExitCode.BAD_ENCRYPTION_CONTEXT,
                    "the encryption context is malformed",
                    "Write --encryption-context key:value,key:value");
        }
        return Map.entry(text.substring(0, colon), text.substring(colon + 1));
    }
}
