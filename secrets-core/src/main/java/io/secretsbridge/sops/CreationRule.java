package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One of the {@code creation_rules}: how a new file is sealed. Immutable.
 */
public final class CreationRule {

    static final String PATH_REGEX = "path_regex";

    private static final String AWS_PROFILE = "aws_profile";

    private static final String KEY_GROUPS = "key_groups";

    private static final String SHAMIR_THRESHOLD = "shamir_threshold";

    private static final String MAC_ONLY_ENCRYPTED = "mac_only_encrypted";

    private static final int MAX_MERGE_DEPTH = 100;

    private final ConfigMap map;

    private final Selector selector;

    private CreationRule(ConfigMap map, Selector selector) {
        this.map = map;
        this.selector = selector;
    }

    static CreationRule of(ConfigMap map) {
        List<Selector> selectors = new ArrayList<>();
        for (Selector.Kind kind : Selector.Kind.values()) {
            String text = (kind == Selector.Kind.DEFAULT) ? "" : map.string(kind.word());
            if (!text.isEmpty()) {
                selectors.add(new Selector(kind, text));
            }
        }
        if (selectors.size() > 1) {
            String second = selectors.get(1).kind().word();
            throw map.invalid(
                    second,
                    "a rule has both " + selectors.get(0).kind().word() + " and " + second
                            + "; it can have only one selector");
        }
        return new CreationRule(map, selectors.isEmpty() ? Selector.DEFAULT : selectors.get(0));
    }

    /** Checks what {@code sops} checks of every rule, also of those that apply to no file at hand. */
    static void checkTypes(ConfigMap rule) {
        rule.string(PATH_REGEX);
        rule.string(AWS_PROFILE);
        for (Selector.Kind kind : Selector.Kind.values()) {
            rule.string(kind.word());
        }
        rule.integer(SHAMIR_THRESHOLD, 0);
        rule.bool(MAC_ONLY_ENCRYPTED);
        rule.maps(KEY_GROUPS).forEach((group) -> checkGroup(group, 0));
    }

    private static void checkGroup(ConfigMap group, int depth) {
        merged(group, depth).forEach((part) -> checkGroup(part, depth + 1));
        for (String kind : List.of("age", "pgp", "hc_vault")) {
            group.strings(kind);
        }
        for (ConfigMap key : group.maps("kms")) {
            List.of("arn", "role", AWS_PROFILE).forEach(key::string);
            key.map("context");
        }
        group.maps("gcp_kms").forEach((key) -> key.string("resource_id"));
        group.maps("hckms").forEach((key) -> key.string("key_id"));
        for (ConfigMap key : group.maps("azure_keyvault")) {
            List.of("vaultUrl", "key", "version").forEach(key::string);
        }
    }

    private static List<ConfigMap> merged(ConfigMap group, int depth) {
        if (depth > MAX_MERGE_DEPTH) {
            throw group.invalid("merge", "'merge' is nested more than " + MAX_MERGE_DEPTH + " levels deep");
        }
        return group.maps("merge");
    }

    /**
     * Returns which values are sealed.
     *
     * @return the selector, {@link Selector#DEFAULT} when the rule has none
     */
    public Selector selector() {
        return this.selector;
    }

    /**
     * Returns how many key groups are needed to open the file.
     *
     * @return the threshold, 0 when the rule has none
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when it is not a number
     */
    public int shamirThreshold() {
        return this.map.integer(SHAMIR_THRESHOLD, 0);
    }

    /**
     * Returns whether the MAC covers only the sealed values.
     *
     * @return {@code mac_only_encrypted}
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when it is neither true nor false
     */
    public boolean macOnlyEncrypted() {
        return this.map.bool(MAC_ONLY_ENCRYPTED);
    }

    /**
     * Returns the master keys by group: those of {@code key_groups} if the rule has any, else one group of the others.
     *
     * @param keyRing reads the keys' text forms
     * @return the groups; a single empty one when the rule names no key
     * @throws SecretsException with reason {@code INVALID_KEY} when a key's text is wrong, {@code INVALID_CONFIGURATION}
     * when no provider serves a kind or the rule is not of the form that it should be
     */
    public List<List<MasterKey>> keyGroups(KeyRing keyRing) {
        List<ConfigMap> groups = this.map.maps(KEY_GROUPS);
        if (groups.isEmpty()) {
            return List.of(flatKeys(keyRing));
        }
        return groups.stream()
                .map((group) -> List.copyOf(groupKeys(group, keyRing, 0)))
                .toList();
    }

    /**
     * Returns the request that this rule stands for.
     *
     * @param keyRing reads the keys' text forms
     * @return the request
     * @throws SecretsException as {@link #keyGroups(KeyRing)}
     */
    public SealRequest toRequest(KeyRing keyRing) {
        return new SealRequest(keyGroups(keyRing), shamirThreshold(), this.selector, macOnlyEncrypted());
    }

    private List<MasterKey> flatKeys(KeyRing keyRing) {
        List<MasterKey> keys = new ArrayList<>();
        parse("age", this.map, "age", this.map.commaStrings("age"), keyRing, keys);
        parse("pgp", this.map, "pgp", this.map.commaStrings("pgp"), keyRing, keys);
        String profile = this.map.string(AWS_PROFILE);
        List<MasterKey> kms = new ArrayList<>();
        parse("kms", this.map, "kms", this.map.commaStrings("kms"), keyRing, kms);
        kms.forEach((key) -> keys.add(profile.isEmpty() ? key : with(key, AWS_PROFILE, ValueNode.string(profile))));
        parse("gcp_kms", this.map, "gcp_kms", this.map.commaStrings("gcp_kms"), keyRing, keys);
        parse("hckms", this.map, "hckms", this.map.commaStrings("hckms"), keyRing, keys);
        parse("azure_kv", this.map, "azure_keyvault", this.map.commaStrings("azure_keyvault"), keyRing, keys);
        parse(
                "hc_vault",
                this.map,
                "hc_vault_transit_uri",
                this.map.commaStrings("hc_vault_transit_uri"),
                keyRing,
                keys);
        return keys;
    }

    private static Set<MasterKey> groupKeys(ConfigMap group, KeyRing keyRing, int depth) {
        Set<MasterKey> keys = new LinkedHashSet<>();
        merged(group, depth).forEach((merged) -> keys.addAll(groupKeys(merged, keyRing, depth + 1)));
        List<MasterKey> own = new ArrayList<>();
        List<String> recipients = group.strings("age").stream()
                .flatMap((text) -> ConfigMap.split(text).stream())
                .toList();
        parse("age", group, "age", recipients, keyRing, own);
        parse("pgp", group, "pgp", group.strings("pgp"), keyRing, own);
        group.maps("kms").forEach((key) -> own.add(kms(key, keyRing)));
        group.maps("gcp_kms")
                .forEach((key) -> parse("gcp_kms", key, "resource_id", required(key, "resource_id"), keyRing, own));
        group.maps("hckms").forEach((key) -> parse("hckms", key, "key_id", required(key, "key_id"), keyRing, own));
        group.maps("azure_keyvault").forEach((key) -> parse("azure_kv", key, "key", azure(key), keyRing, own));
        parse("hc_vault", group, "hc_vault", group.strings("hc_vault"), keyRing, own);
        keys.addAll(own);
        return keys;
    }

    private static MasterKey kms(ConfigMap key, KeyRing keyRing) {
        String role = key.string("role");
        List<MasterKey> parsed = new ArrayList<>();
        String arn = required(key, "arn").get(0);
        parse("kms", key, "arn", List.of(role.isEmpty() ? arn : arn + "+" + role), keyRing, parsed);
        MasterKey masterKey = parsed.get(0);
        List<Entry> context = new ArrayList<>();
        for (Entry entry : key.map("context").entries()) {
            if (!(entry.value() instanceof ValueNode value)) {
                throw key.invalid(entry.value(), "a value of 'context' is not a string");
            }
            context.add(new Entry(entry.key(), ValueNode.string(value.text())));
        }
        if (!context.isEmpty()) {
            masterKey = with(masterKey, "context", new MapNode(context, Position.NONE));
        }
        String profile = key.string(AWS_PROFILE);
        return profile.isEmpty() ? masterKey : with(masterKey, AWS_PROFILE, ValueNode.string(profile));
    }

    private static List<String> azure(ConfigMap key) {
        String vault = required(key, "vaultUrl").get(0);
        String version = key.string("version");
        String uri = (vault.endsWith("/") ? vault : vault + "/") + "keys/"
                + required(key, "key").get(0);
        return List.of(version.isEmpty() ? uri : uri + "/" + version);
    }

    private static List<String> required(ConfigMap key, String field) {
        String text = key.string(field);
        if (text.isEmpty()) {
            throw key.invalid(field, "a key has no '" + field + "'");
        }
        return List.of(text);
    }

    /** Reads text forms; errors get the line that they stand on. */
    private static void parse(
            String kind, ConfigMap map, String field, List<String> uris, KeyRing keyRing, List<MasterKey> keys) {
        for (String uri : uris) {
            try {
                keys.add(keyRing.parse(kind, uri));
            } catch (SecretsException ex) {
                throw map.at(field, ex);
            }
        }
    }

    private static MasterKey with(MasterKey key, String field, Node value) {
        List<MapNode.Item> fields = new ArrayList<>();
        for (Entry entry : key.fields().entries()) {
            if (!entry.key().equals(field)) {
                fields.add(entry);
            }
        }
        fields.add(new Entry(field, value));
        return new MasterKey(key.kind(), new MapNode(fields, Position.NONE));
    }
}
