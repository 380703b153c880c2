package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sops} block as a tree and back. Reading is as liberal as the format asks: names in any case, scalars as
 * strings, one map where a list is due, unknown names ignored. A list of keys of an unknown kind is kept, so that it is
 * written back as it was.
 */
final class MetadataCodec {

    private static final String KEY_GROUPS = "key_groups";

    private static final String SHAMIR_THRESHOLD = "shamir_threshold";

    private static final String LAST_MODIFIED = "lastmodified";

    private static final String MAC = "mac";

    private static final String MAC_ONLY_ENCRYPTED = "mac_only_encrypted";

    private static final String VERSION = "version";

    private static final String WRAPPED = "enc";

    private static final String CREATED_AT = "created_at";

    /** The kinds in the order in which their keys stand in a group. */
    private static final List<String> KINDS = List.of("kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp", "age");

    /** The kinds that a group of several always names, with an empty list when it has no such key. */
    private static final List<String> KINDS_ALWAYS_IN_GROUPS = List.of("age", "hc_vault");

    /** The fields that name a key of each kind and that its entry always has, empty if need be. */
    private static final Map<String, List<String>> NAMING = Map.of(
            "kms", List.of("arn", "aws_profile"),
            "gcp_kms", List.of("resource_id"),
            "hckms", List.of("key_id"),
            "azure_kv", List.of("vault_url", "name", "version"),
            "hc_vault", List.of("vault_address", "engine_path", "key_name"),
            "pgp", List.of("fp"),
            "age", List.of("recipient"));

    /** How a threshold stands in the INI files of sops until 3.10, and in its dotenv files until 3.5; it does not read them. */
    private static final Pattern OLD_THRESHOLD = Pattern.compile("([0-9]+)\\.0+|%!s\\(float64=([0-9]+)\\)");

    private MetadataCodec() {}

    static Metadata read(MapNode block, Source source) {
        return new Reader(source).read(block);
    }

    static MapNode write(Metadata metadata) {
        Map<String, Node> fields = new TreeMap<>();
        if (metadata.keyGroups().size() == 1) {
            fields.putAll(keyLists(metadata.keyGroups().get(0)));
        } else if (!metadata.keyGroups().isEmpty()) {
            fields.put(KEY_GROUPS, keyGroups(metadata.keyGroups()));
        }
        if (metadata.shamirThreshold() != 0) {
            fields.put(SHAMIR_THRESHOLD, ValueNode.integer(metadata.shamirThreshold(), Position.NONE));
        }
        fields.put(LAST_MODIFIED, ValueNode.string(metadata.lastModified()));
        fields.put(MAC, ValueNode.string(metadata.mac()));
        if (metadata.selector().kind() != Selector.Kind.DEFAULT) {
            fields.put(
                    metadata.selector().kind().word(),
                    ValueNode.string(metadata.selector().text()));
        }
        if (metadata.macOnlyEncrypted()) {
            fields.put(MAC_ONLY_ENCRYPTED, ValueNode.bool(true, Position.NONE));
        }
        fields.put(VERSION, ValueNode.string(metadata.version()));
        return map(fields);
    }

    private static ListNode keyGroups(List<KeyGroup> groups) {
        List<Node> written = new ArrayList<>();
        for (KeyGroup group : groups) {
            Map<String, Node> lists = keyLists(group);
            KINDS_ALWAYS_IN_GROUPS.forEach((kind) -> lists.putIfAbsent(kind, new ListNode(List.of(), Position.NONE)));
            written.add(map(lists));
        }
        return new ListNode(written, Position.NONE);
    }

    private static Map<String, Node> keyLists(KeyGroup group) {
        Map<String, List<Node>> byKind = new TreeMap<>();
        for (WrappedKey key : group.keys()) {
            byKind.computeIfAbsent(key.masterKey().kind(), (kind) -> new ArrayList<>())
                    .add(key(key));
        }
        Map<String, Node> lists = new TreeMap<>();
        byKind.forEach((kind, keys) -> lists.put(kind, new ListNode(keys, Position.NONE)));
        return lists;
    }

    private static MapNode key(WrappedKey key) {
        Map<String, Node> fields = new TreeMap<>();
        // Releases before 3.3 knew no profiles.
        NAMING.getOrDefault(key.masterKey().kind(), List.of())
                .forEach((name) -> fields.put(name, ValueNode.string("")));
        for (Entry entry : key.masterKey().fields().entries()) {
            if (!isEmpty(entry.value())) {
                fields.put(entry.key(), sorted(entry.value()));
            }
        }
        if (key.createdAt() != null) {
            fields.put(CREATED_AT, ValueNode.string(key.createdAt()));
        }
        fields.put(WRAPPED, ValueNode.string(key.wrapped()));
        return map(fields);
    }

    /** Whether a field that need not be there says nothing. */
    private static boolean isEmpty(Node node) {
        return (node instanceof MapNode map && map.entries().isEmpty())
                || (node instanceof ValueNode value && (value.isNull() || value.length() == 0));
    }

    private static Node sorted(Node node) {
        if (!(node instanceof MapNode map)) {
            return node;
        }
        Map<String, Node> fields = new TreeMap<>();
        map.entries().forEach((entry) -> fields.put(entry.key(), entry.value()));
        return map(fields);
    }

    private static MapNode map(Map<String, Node> fields) {
        List<Entry> entries = new ArrayList<>(fields.size());
        fields.forEach((name, value) -> entries.add(new Entry(name, value)));
        return new MapNode(entries, Position.NONE);
    }

    /** Reads one block. */
    private static final class Reader {

        private final Source source;

        Reader(Source source) {
            this.source = source;
        }

        Metadata read(MapNode block) {
            Map<String, Node> fields = fields(block);
            return new Metadata(
                    readKeyGroups(fields, block),
                    integer(fields.get(SHAMIR_THRESHOLD), SHAMIR_THRESHOLD),
                    lastModified(fields.get(LAST_MODIFIED), block),
                    text(fields.get(MAC), MAC),
                    selector(fields, block),
                    bool(fields.get(MAC_ONLY_ENCRYPTED), MAC_ONLY_ENCRYPTED),
                    text(fields.get(VERSION), VERSION));
        }

        private static Map<String, Node> fields(MapNode map) {
            Map<String, Node> fields = new LinkedHashMap<>();
            for (Entry entry : map.entries()) {
                fields.putIfAbsent(entry.key().toLowerCase(Locale.ROOT), entry.value());
            }
            return fields;
        }

        private List<KeyGroup> readKeyGroups(Map<String, Node> fields, MapNode block) {
            KeyGroup single = group(fields);
            List<MapNode> written = maps(fields.get(KEY_GROUPS), KEY_GROUPS);
            if (!single.keys().isEmpty()) {
                return List.of(single);
            }
            List<KeyGroup> groups = new ArrayList<>();
            for (MapNode group : written) {
                groups.add(group(fields(group)));
            }
            if (groups.isEmpty()) {
                throw malformed(block, "the '" + Metadata.KEY + "' block names no key that could open the file");
            }
            return groups;
        }

        private KeyGroup group(Map<String, Node> fields) {
            List<WrappedKey> keys = new ArrayList<>();
            for (String kind : KINDS) {
                for (MapNode key : maps(fields.get(kind), kind)) {
                    keys.add(key(kind, key));
                }
            }
            fields.forEach((name, value) -> {
                if (!KINDS.contains(name) && isKeyList(value)) {
                    maps(value, name).forEach((key) -> keys.add(key(name, key)));
                }
            });
            return new KeyGroup(keys);
        }

        /** Whether a list of an unknown name holds wrapped keys of a kind that is not known here. */
        private static boolean isKeyList(Node node) {
            return node instanceof ListNode list
                    && !list.elements().isEmpty()
                    && list.elements().stream()
                            .allMatch((element) -> element instanceof MapNode map && map.get(WRAPPED) != null);
        }

        private WrappedKey key(String kind, MapNode map) {
            List<Entry> naming = new ArrayList<>();
            String wrapped = "";
            String createdAt = null;
            for (Entry entry : map.entries()) {
                String name = KINDS.contains(kind) ? entry.key().toLowerCase(Locale.ROOT) : entry.key();
                if (name.equals(WRAPPED)) {
                    wrapped = text(entry.value(), WRAPPED);
                } else if (name.equals(CREATED_AT)) {
                    createdAt = text(entry.value(), CREATED_AT);
                } else {
                    naming.add(new Entry(name, weak(entry.value()), entry.position()));
                }
            }
            return new WrappedKey(new MasterKey(kind, new MapNode(naming, map.position())), wrapped, createdAt);
        }

        /** Numbers and times that stand where a string is due are strings without their quotes, a truth value is 1 or 0. */
        private static Node weak(Node node) {
            if (node instanceof ValueNode value && !value.isString() && !value.isNull()) {
                boolean truth = value.type() == ValueNode.Type.BOOLEAN;
                String text = !truth ? value.text() : value.text().equals("True") ? "1" : "0";
                return ValueNode.string(text, value.position());
            }
            if (node instanceof MapNode map) {
                return new MapNode(
                        map.entries().stream()
                                .map((entry) -> entry.withValue(weak(entry.value())))
                                .toList(),
                        map.position());
            }
            return node;
        }

        private List<MapNode> maps(@Nullable Node node, String name) {
            if (isAbsent(node)) {
                return List.of();
            }
            if (node instanceof MapNode map) {
                return map.entries().isEmpty() ? List.of() : List.of(map);
            }
            if (!(node instanceof ListNode list)) {
                throw malformed(node, "'" + name + "' in the '" + Metadata.KEY + "' block is not a list");
            }
            List<MapNode> maps = new ArrayList<>();
            for (Node element : list.elements()) {
                if (element instanceof MapNode map) {
                    maps.add(map);
                } else if (element instanceof ValueNode) {
                    throw malformed(
                            element, "an element of '" + name + "' in the '" + Metadata.KEY + "' block is not a map");
                }
            }
            return maps;
        }

        private String lastModified(@Nullable Node node, MapNode block) {
            String text = text(node, LAST_MODIFIED);
            try {
                return Scalars.seconds(text);
            } catch (DateTimeException ex) {
                throw malformed(
                        (node == null) ? block : node,
                        "'" + LAST_MODIFIED + "' in the '" + Metadata.KEY + "' block is missing or no RFC 3339 time");
            }
        }

        private Selector selector(Map<String, Node> fields, MapNode block) {
            List<Selector> selectors = new ArrayList<>();
            for (Selector.Kind kind : Selector.Kind.values()) {
                String text = (kind == Selector.Kind.DEFAULT) ? "" : text(fields.get(kind.word()), kind.word());
                if (!text.isEmpty()) {
                    selectors.add(new Selector(kind, text));
                }
            }
            if (selectors.size() > 1) {
                throw malformed(
                        block,
                        "the '" + Metadata.KEY + "' block has both "
                                + selectors.get(0).kind().word() + " and "
                                + selectors.get(1).kind().word());
            }
            return selectors.isEmpty() ? Selector.DEFAULT : selectors.get(0);
        }

        private String text(@Nullable Node node, String name) {
            if (isAbsent(node)) {
                return "";
            }
            if (node instanceof ValueNode value) {
                return value.text();
            }
            throw malformed(node, "'" + name + "' in the '" + Metadata.KEY + "' block is not a string");
        }

        private int integer(@Nullable Node node, String name) {
            String text = text(node, name);
            try {
                return text.isEmpty()
                        ? 0
                        : Integer.parseInt(OLD_THRESHOLD.matcher(text).replaceFirst("$1$2"));
            } catch (NumberFormatException ex) {
                throw malformed(node, "'" + name + "' in the '" + Metadata.KEY + "' block is not a number");
            }
        }

        private boolean bool(@Nullable Node node, String name) {
            String text = text(node, name);
            Boolean value = text.isEmpty() ? Boolean.FALSE : Scalars.parseBool(text);
            if (value == null) {
                throw malformed(node, "'" + name + "' in the '" + Metadata.KEY + "' block is neither true nor false");
            }
            return value;
        }

        private static boolean isAbsent(@Nullable Node node) {
            return node == null || (node instanceof ValueNode value && value.isNull());
        }

        private SecretsException malformed(@Nullable Node node, String problem) {
            return new SecretsException(
                    Reason.MALFORMED,
                    this.source.at((node == null) ? Position.NONE : node.position()),
                    problem,
                    "Restore the file from version control");
        }
    }
}
