package io.secretsbridge.interop;

import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes of the {@code sops} block of YAML and JSON. */
final class MetadataForms {

    /** What stands in the place of the block when it is no map. */
    private static final String WHOLE = "\0whole";

    /**
     * A change.
     *
     * @param name what the block is then like
     * @param change makes it of the entries of the block
     * @param meant the difference that is meant, {@code null} when both must do the same
     */
    record Form(
            String name,
            UnaryOperator<List<MapNode.Entry>> change,
            @Nullable Deliberate meant) {}

    private final List<Form> forms = new ArrayList<>();

    private MetadataForms() {}

    static List<Form> all() {
        MetadataForms forms = new MetadataForms();
        forms.simple();
        forms.keys();
        forms.wholes();
        return forms.forms;
    }

    /** Returns the block, which is no map in some forms. */
    static Node whole(List<MapNode.Entry> block) {
        return (block.size() == 1 && block.get(0).key().equals(WHOLE))
                ? block.get(0).value()
                : new MapNode(block, Position.NONE);
    }

    private void add(String name, UnaryOperator<List<MapNode.Entry>> change) {
        this.forms.add(new Form(name, change, null));
    }

    private void meant(Deliberate difference, String name, UnaryOperator<List<MapNode.Entry>> change) {
        this.forms.add(new Form(name, change, difference));
    }

    private void simple() {
        add("nothing changed", (block) -> block);
        add("its entries in the other order", (block) -> {
            Collections.reverse(block);
            return block;
        });
        add(
                "its names in upper case",
                (block) -> block.stream()
                        .map((entry) -> new MapNode.Entry(entry.key().toUpperCase(Locale.ROOT), entry.value()))
                        .collect(Collectors.toCollection(ArrayList::new)));
        meant(Deliberate.METADATA_VERSION, "no version", without("version"));
        meant(Deliberate.METADATA_VERSION, "an empty version", with("version", text("")));
        meant(Deliberate.METADATA_VERSION, "a version that is none", with("version", text("abc")));
        add("a version of Python", with("version", text("1.18")));
        add("an old version", with("version", text("3.0.0")));
        add("a new version", with("version", text("99.0.0")));
        meant(
                Deliberate.METADATA_VERSION,
                "a version that is a number",
                with("version", ValueNode.floating(3.13, Position.NONE)));
        add("no lastmodified", without("lastmodified"));
        add("an empty lastmodified", with("lastmodified", text("")));
        add("a lastmodified that is none", with("lastmodified", text("yesterday")));
        add("lastmodified with a zone of zero", onText("lastmodified", (time) -> time.replace("Z", "+00:00")));
        add("lastmodified with a fraction", onText("lastmodified", (time) -> time.replace("Z", ".123Z")));
        add("lastmodified in another zone", with("lastmodified", text("2024-01-01T00:00:00+02:00")));
        add("a lastmodified of another day", with("lastmodified", text("2024-01-01T00:00:00Z")));
        add("no mac", without("mac"));
        add("an empty mac", with("mac", text("")));
        add("a mac that is null", with("mac", nothing()));
        add("a mac that is none", with("mac", text("abc")));
        add("a mac that is a number", with("mac", number(5)));
        add("mac_only_encrypted false", with("mac_only_encrypted", bool(false)));
        add("mac_only_encrypted true", with("mac_only_encrypted", bool(true)));
        add("mac_only_encrypted as text", with("mac_only_encrypted", text("false")));
        add("mac_only_encrypted as a number", with("mac_only_encrypted", number(0)));
        add("mac_only_encrypted that is none", with("mac_only_encrypted", text("maybe")));
        add("mac_only_encrypted null", with("mac_only_encrypted", nothing()));
        add("no selector", without("unencrypted_suffix"));
        add("an empty selector", with("unencrypted_suffix", text("")));
        add("a selector that is null", with("unencrypted_suffix", nothing()));
        add("another selector", with("unencrypted_suffix", text("nothing ends so")));
        add("two selectors", with("encrypted_regex", text("x")));
        add("a second selector that is empty", with("encrypted_regex", text("")));
        add("an unknown text", with("unknown", text("x")));
        add("an unknown map", with("attention", new MapNode(List.of(entry("a", text("b"))), Position.NONE)));
        add("an unknown list", with("list", list(text("a"))));
    }

    private void keys() {
        meant(
                Deliberate.UNKNOWN_FIELD,
                "keys of an unknown kind",
                with("acme_kms", list(map("id", text("k"), "enc", text("abc")))));
        add("empty lists of keys", (block) -> {
            for (String kind : List.of("kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "pgp")) {
                block.add(entry(kind, list()));
            }
            return block;
        });
        add("lists of keys that are null", (block) -> {
            for (String kind : List.of("kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "pgp")) {
                block.add(entry(kind, nothing()));
            }
            return block;
        });
        add("an AWS key of an old release", with("kms", list(awsKey())));
        add(
                "an AWS key of a release before 3.3",
                with("kms", list(map("arn", text(ARN), "created_at", text(TIME), "enc", text("CiC/abc=")))));
        add(
                "an AWS key with an empty context",
                with(
                        "kms",
                        list(map(
                                "arn",
                                text(ARN),
                                "context",
                                map(),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("CiC/abc=")))));
        add(
                "an AWS key with a context and role that are null",
                with(
                        "kms",
                        list(map(
                                "arn",
                                text(ARN),
                                "context",
                                nothing(),
                                "role",
                                nothing(),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("CiC/abc=")))));
        add(
                "an AWS key with a context of numbers",
                with(
                        "kms",
                        list(map(
                                "arn",
                                text(ARN),
                                "context",
                                map("a", number(1), "b", bool(true)),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("CiC/abc=")))));
        add("an AWS key with everything", with("kms", list(awsKeyWithContext())));
        meant(
                Deliberate.ENTRY_CREATED_AT,
                "an AWS key without created_at",
                with("kms", list(map("arn", text(ARN), "enc", text("CiC/")))));
        meant(
                Deliberate.ENTRY_CREATED_AT,
                "an AWS key with a wrong created_at",
                with("kms", list(map("arn", text(ARN), "created_at", text("x"), "enc", text("CiC/")))));
        add(
                "a Google key",
                with(
                        "gcp_kms",
                        list(map(
                                "resource_id",
                                text("projects/p/locations/global/keyRings/r/cryptoKeys/k"),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("CiQA")))));
        add(
                "an Azure key",
                with(
                        "azure_kv",
                        list(map(
                                "vault_url",
                                text("https://v.vault.azure.net"),
                                "name",
                                text("k"),
                                "version",
                                text("1"),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("abc")))));
        add(
                "a Vault key",
                with(
                        "hc_vault",
                        list(map(
                                "vault_address",
                                text("https://v:8200"),
                                "engine_path",
                                text("sops"),
                                "key_name",
                                text("k"),
                                "created_at",
                                text(TIME),
                                "enc",
                                text("vault:v1:abc")))));
        add(
                "a Huawei key",
                with("hckms", list(map("key_id", text("r:u"), "created_at", text(TIME), "enc", text("abc")))));
        add(
                "a PGP key",
                with(
                        "pgp",
                        list(map(
                                "created_at",
                                text(TIME),
                                "enc",
                                text("-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----"),
                                "fp",
                                text("FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4")))));
        add("a PGP key without a fingerprint", with("pgp", list(map("created_at", text(TIME), "enc", text("x")))));
        add("a list of keys that is a text", with("kms", text("x")));
        add("a list of keys that is an empty text", with("kms", text("")));
        add("a list of keys that holds a text", with("kms", list(text("x"))));
        add("a list of keys that holds null", with("kms", list(nothing())));
        add(
                "a key in the place of a list of keys",
                on("age", (age) -> ((ListNode) age).elements().get(0)));
        add(
                "the same key twice",
                on(
                        "age",
                        (age) -> new ListNode(
                                List.of(
                                        ((ListNode) age).elements().get(0),
                                        ((ListNode) age).elements().get(0)),
                                Position.NONE)));
        add("no key", without("age"));
        add("an empty list of keys", with("age", list()));
        add("a key without enc", onKey("enc", null));
        add("a key with an empty enc", onKey("enc", text("")));
        add("a key whose enc is null", onKey("enc", nothing()));
        add("a key whose enc is none", onKey("enc", text("abc")));
        add("a key whose enc is a number", onKey("enc", number(5)));
        meant(Deliberate.KEY_WITHOUT_NAME, "a key without its name", onKey("recipient", null));
        add(
                "a key with another name",
                onKey("recipient", text("age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw")));
        add("a key with a wrong name", onKey("recipient", text("age1nonsense")));
        meant(Deliberate.UNKNOWN_FIELD, "a key with created_at", onKey("created_at", text(TIME)));
        meant(Deliberate.UNKNOWN_FIELD, "a key with an unknown field", onKey("unknown", text("x")));
        add("armour without its last line end", onEnc(String::strip));
        add("armour with other line ends", onEnc((enc) -> enc.replace("\n", "\r\n")));
        add("armour with space around it", onEnc((enc) -> "\n  \n" + enc + "\n\n"));
        add("armour that is cut off", onEnc((enc) -> enc.substring(0, enc.length() / 2)));
        add("armour on one line", onEnc((enc) -> enc.replace("\n", "")));
        add("armour with a letter changed", onEnc((enc) -> enc.replace("YWdl", "YWdm")));
        add("key_groups of one group", inGroups(1, false));
        add("key_groups of one group beside the key", inGroups(1, true));
        add("key_groups of two equal groups", inGroups(2, false));
        add("key_groups that are empty, beside the key", with("key_groups", list()));
        add("key_groups that are null, beside the key", with("key_groups", nothing()));
        add("key_groups that are a text", with("key_groups", text("x")));
        add(
                "key_groups of an empty group",
                (block) -> with("key_groups", list(map())).apply(without("age").apply(block)));
        add("a threshold of one", with("shamir_threshold", number(1)));
        add("a threshold of a single group", with("shamir_threshold", number(5)));
        add("a threshold as text", with("shamir_threshold", text("2")));
        add("a threshold that is null", with("shamir_threshold", nothing()));
        add("a threshold below zero", with("shamir_threshold", number(-1)));
        add("a threshold that is none", with("shamir_threshold", text("two")));
        add("a threshold that is an empty text", with("shamir_threshold", text("")));
    }

    private void wholes() {
        for (Node whole :
                List.of(nothing(), text(""), text("x"), number(1), list(), map(), list(map("mac", text("x"))))) {
            add("a block that is " + whole, (block) -> List.of(entry(WHOLE, whole)));
        }
    }

    private static final String TIME = "2019-09-12T20:52:35Z";

    private static final String ARN = "arn:aws:kms:us-east-1:656532927350:key/920aff2e-c5f1-4040-943a-047fa387b27e";

    private static MapNode awsKey() {
        return map("arn", text(ARN), "created_at", text(TIME), "enc", text("CiC/abc="), "aws_profile", text(""));
    }

    private static MapNode awsKeyWithContext() {
        return map(
                "arn",
                text(ARN),
                "role",
                text("arn:aws:iam::927034868273:role/sops-dev-xyz"),
                "context",
                map("b", text("2"), "a", text("1")),
                "created_at",
                text(TIME),
                "enc",
                text("CiC/abc="),
                "aws_profile",
                text("dev"));
    }

    private static UnaryOperator<List<MapNode.Entry>> inGroups(int count, boolean beside) {
        return (block) -> {
            Node age = block.stream()
                    .filter((entry) -> entry.key().equals("age"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            List<Node> groups = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                groups.add(map("age", age));
            }
            List<MapNode.Entry> changed = beside ? block : without("age").apply(block);
            changed.add(entry("key_groups", new ListNode(groups, Position.NONE)));
            return changed;
        };
    }

    private static UnaryOperator<List<MapNode.Entry>> onEnc(UnaryOperator<String> change) {
        return on(
                "age",
                (age) -> onFirst(
                        age,
                        (key) -> on("enc", (enc) -> text(change.apply(((ValueNode) enc).text())))
                                .apply(key)));
    }

    private static UnaryOperator<List<MapNode.Entry>> onKey(String field, @Nullable Node value) {
        return on(
                "age",
                (age) -> onFirst(
                        age,
                        (key) -> (value == null)
                                ? without(field).apply(key)
                                : with(field, value).apply(key)));
    }

    private static Node onFirst(Node keys, UnaryOperator<List<MapNode.Entry>> change) {
        MapNode key = (MapNode) ((ListNode) keys).elements().get(0);
        return list(new MapNode(change.apply(new ArrayList<>(key.entries())), Position.NONE));
    }

    private static UnaryOperator<List<MapNode.Entry>> on(String name, UnaryOperator<Node> change) {
        return (block) -> {
            block.replaceAll(
                    (entry) -> entry.key().equals(name) ? entry.withValue(change.apply(entry.value())) : entry);
            return block;
        };
    }

    private static UnaryOperator<List<MapNode.Entry>> onText(String name, UnaryOperator<String> change) {
        return on(name, (node) -> text(change.apply(((ValueNode) node).text())));
    }

    private static UnaryOperator<List<MapNode.Entry>> with(String name, Node value) {
        return (block) -> {
            block.removeIf((entry) -> entry.key().equals(name));
            block.add(entry(name, value));
            return block;
        };
    }

    private static UnaryOperator<List<MapNode.Entry>> without(String name) {
        return (block) -> {
            block.removeIf((entry) -> entry.key().equals(name));
            return block;
        };
    }

    private static MapNode map(Object... keysAndValues) {
        List<MapNode.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(entry((String) keysAndValues[i], (Node) keysAndValues[i + 1]));
        }
        return new MapNode(entries, Position.NONE);
    }

    private static ListNode list(Node... elements) {
        return new ListNode(List.of(elements), Position.NONE);
    }

    private static MapNode.Entry entry(String key, Node value) {
        return new MapNode.Entry(key, value);
    }

    private static ValueNode text(String text) {
        return ValueNode.string(text);
    }

    private static ValueNode number(long number) {
        return ValueNode.integer(number, Position.NONE);
    }

    private static ValueNode bool(boolean value) {
        return ValueNode.bool(value, Position.NONE);
    }

    private static ValueNode nothing() {
        return ValueNode.nullValue(Position.NONE);
    }
}
