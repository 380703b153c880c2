package io.secretsbridge.cli;

import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import java.util.ArrayList;
import java.util.List;

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

    /** Of {@code set} and {@code unset}, where it has no effect in {@code sops} either. */
    static final Flag UNUSED_THRESHOLD = Flag.number("accepted for sops' sake; it has no effect", THRESHOLD.name())
            .asRare();

    /** Of what is sealed for a single group of keys. */
    static final List<Flag> WITHOUT_GROUPS =
            List.of(AGE, KMS, AWS_PROFILE, GCP_KMS, HCKMS, AZURE_KV, VAULT, PGP, ENCRYPTION_CONTEXT);

    static final List<Flag> ALL = Flag.join(WITHOUT_GROUPS, List.of(THRESHOLD));

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
        KeyParser parser = new KeyParser(arguments, keyRing);
        List<MasterKey> keys = new ArrayList<>();
        KINDS.forEach((kind) -> keys.addAll(parser.keys(kind.name(), kind.flag())));
        return keys;
    }
}
