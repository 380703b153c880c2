package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What holds for every tree and every file. */
class StorePropertyTests {

    /** Pieces of text that mean something to one of the formats. */
    private static final String[] PIECES = {
        "a",
        "key",
        "=",
        ":",
        "#",
        ";",
        "\"",
        "'",
        "`",
        "\"\"\"",
        "\\",
        "\\n",
        "\n",
        "\r",
        "\t",
        " ",
        "[",
        "]",
        "-",
        "{",
        "}",
        ",",
        "1",
        ".",
        "e",
        "true",
        "null",
        "\\u",
        "\\u00e9",
        "\\ud83d",
        "\0",
        "é",
        "\u00a0",
        "\u0085",
        "\u2028",
        "\u3000",
        "😀",
        "<",
        "&",
        "\ufffd",
        "__map_",
        "__list_",
        "sops",
        "sops_",
        "ENC[",
        "= ",
        "\n[",
        "%(a)s",
        "\u007f",
        "<<",
        "&a",
        "*a",
        "!!int",
        "- ",
        "? ",
        ": ",
        " #",
        "|",
        ">",
        "@",
        "~",
        "yes",
        "0x1",
        "1:30",
        ".5",
        "2001-01-01"
    };

    private static final String SECRET = "hunter2";

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMaxSize(6).map((pieces) -> String.join("", pieces));
    }

    @Provide
    static Arbitrary<byte[]> files() {
        Arbitrary<byte[]> wellFormed = Arbitraries.of(PIECES).map((piece) -> piece.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> broken = Arbitraries.bytes().map((one) -> new byte[] {one});
        return Arbitraries.frequencyOf(Tuple.of(20, wellFormed), Tuple.of(1, broken))
                .list()
                .ofMaxSize(40)
                .map((pieces) -> {
                    ByteArrayOutputStream file = new ByteArrayOutputStream();
                    pieces.forEach(file::writeBytes);
                    return file.toByteArray();
                });
    }

    private static Arbitrary<ValueNode> strings() {
        return texts().map(ValueNode::string);
    }

    /** All but floats that JSON writes without a fraction, and so reads as integers, as sops does. */
    private static Arbitrary<ValueNode> scalars() {
        return Arbitraries.oneOf(
                strings(),
                Arbitraries.longs().map((number) -> ValueNode.integer(number, Position.NONE)),
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter((number) -> number != Math.rint(number) && !number.isNaN())
                        .map((number) -> ValueNode.floating(number, Position.NONE)),
                Arbitraries.of(true, false).map((value) -> ValueNode.bool(value, Position.NONE)),
                Arbitraries.just(ValueNode.nullValue(Position.NONE)));
    }

    private static Arbitrary<MapNode> maps(Arbitrary<? extends Node> values) {
        return Combinators.combine(texts(), values)
                .as(StoreTesting::entry)
                .list()
                .ofMaxSize(4)
                .map((entries) -> new MapNode(entries, Position.NONE));
    }

    @Provide
    static Arbitrary<MapNode> jsonTrees() {
        Arbitrary<Node> nodes = Arbitraries.recursive(
                () -> scalars().map((value) -> (Node) value),
                (below) -> Arbitraries.oneOf(
                        below,
                        maps(below).map((map) -> (Node) map),
                        below.list().ofMaxSize(3).map((list) -> (Node) new ListNode(list, Position.NONE))),
                0,
                3);
        return maps(nodes);
    }

    @Provide
    static Arbitrary<MapNode> flatTrees() {
        return maps(strings());
    }

    @Provide
    static Arbitrary<MapNode> sectionTrees() {
        return maps(maps(strings()));
    }

    @Property
    void jsonReadsWhatItWrote(@ForAll("jsonTrees") MapNode tree, @ForAll("indents") int indent) {
        Store store = Stores.of(Format.JSON, StoreOptions.DEFAULT.withIndent(indent));
        assertThat(store.readPlain(source(store.writePlain(List.of(tree))))).containsExactly(tree);
    }

    @Provide
    static Arbitrary<Integer> indents() {
        return Arbitraries.of(-1, 0, 1, 2, 4, 8);
    }

    /** With text that is not UTF-8, and points in time. */
    @Provide
    static Arbitrary<MapNode> yamlTrees() {
        Arbitrary<Node> values = Arbitraries.frequencyOf(
                Tuple.of(20, scalars().map((value) -> (Node) value)),
                Tuple.of(
                        1,
                        Arbitraries.bytes()
                                .array(byte[].class)
                                .ofMaxSize(80)
                                .map((bytes) ->
                                        ValueNode.ofCanonical(ValueNode.Type.STRING, bytes.clone(), Position.NONE))),
                Tuple.of(
                        1,
                        Arbitraries.of("2024-02-29T23:59:59.123456789+01:30", "0001-01-01T00:00:00Z")
                                .map((time) -> ValueNode.timestamp(time, Position.NONE))));
        Arbitrary<Node> nodes = Arbitraries.recursive(
                () -> values,
                (below) -> Arbitraries.oneOf(
                        below,
                        withoutRepeatedKeys(below).map((map) -> (Node) map),
                        below.list().ofMaxSize(3).map((list) -> (Node) new ListNode(list, Position.NONE))),
                0,
                3);
        return withoutRepeatedKeys(nodes);
    }

    private static Arbitrary<MapNode> withoutRepeatedKeys(Arbitrary<Node> values) {
        return Combinators.combine(texts(), values)
                .as(StoreTesting::entry)
                .list()
                .uniqueElements(MapNode.Entry::key)
                .ofMaxSize(4)
                .map((entries) -> new MapNode(entries, Position.NONE));
    }

    @Provide
    static Arbitrary<MapNode> commentedTrees() {
        Arbitrary<MapNode.Item> comments = Combinators.combine(texts(), Arbitraries.of(true, false))
                .as((text, inline) -> new CommentNode(text, inline, Position.NONE));
        Arbitrary<List<MapNode.Item>> between = comments.list().ofMaxSize(2);
        return Combinators.combine(
                        yamlTrees(), between, between, Arbitraries.integers().between(0, 4))
                .as((tree, some, more, at) -> {
                    List<MapNode.Item> items = new ArrayList<>(tree.items());
                    items.addAll(Math.min(at, items.size()), some);
                    items.addAll(more);
                    return new MapNode(items, Position.NONE);
                });
    }

    @Property
    void yamlReadsWhatItWrote(@ForAll("yamlTrees") MapNode tree, @ForAll("yamlIndents") int indent) {
        Store store = Stores.of(Format.YAML, StoreOptions.DEFAULT.withIndent(indent));
        byte[] written = store.writePlain(List.of(tree, tree));
        assertThat(store.readPlain(source(written))).containsExactly(tree, tree);
    }

    @Property
    void yamlReadsTheValuesThatItWroteAmongComments(
            @ForAll("commentedTrees") MapNode tree, @ForAll("yamlIndents") int indent) {
        Store store = Stores.of(Format.YAML, StoreOptions.DEFAULT.withIndent(indent));
        boolean control = tree.items().stream()
                .anyMatch((item) ->
                        item instanceof CommentNode comment && comment.text().matches("(?s).*[\0\u007f].*"));
        byte[] written;
        try {
            written = store.writePlain(List.of(tree));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE);
            assertThat(control).isTrue();
            return;
        }
        assertThat(control).isFalse();
        List<MapNode> read = store.readPlain(source(written));
        assertThat(read).map(StorePropertyTests::withoutComments).containsExactly(withoutComments(tree));
    }

    @Provide
    static Arbitrary<Integer> yamlIndents() {
        return Arbitraries.of(0, 1, 2, 3, 4, 5, 7, 9, 10);
    }

    @Property
    void dotenvReadsWhatItWroteOrRefusesToWriteIt(@ForAll("flatTrees") MapNode tree) {
        boolean expressible = tree.entries().stream()
                .map(MapNode.Entry::key)
                .noneMatch((key) -> key.startsWith("#") || key.contains("=") || key.contains("\n"));
        boolean literal = tree.entries().stream()
                .anyMatch((entry) -> ((ValueNode) entry.value()).text().contains("\\n"));
        readsWhatItWroteOrRefuses(Format.DOTENV, tree, literal ? null : tree, expressible);
    }

    @Property
    void iniReadsWhatItWroteOrRefusesToWriteIt(@ForAll("sectionTrees") MapNode tree) {
        Store store = Stores.of(Format.INI);
        byte[] written;
        try {
            written = store.writePlain(List.of(tree));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE);
            assertThat(ex.location().keyPath()).isNotNull();
            return;
        }
        List<MapNode.Entry> read = store.readPlain(source(written)).get(0).entries();
        assertThat(read.get(0)).isEqualTo(StoreTesting.entry("DEFAULT", MapNode.EMPTY));
        assertThat(read.subList(1, read.size())).isEqualTo(tree.entries());
    }

    private static void readsWhatItWroteOrRefuses(
            Format format, MapNode tree, @Nullable MapNode expected, boolean expressible) {
        Store store = Stores.of(format);
        try {
            byte[] written = store.writePlain(List.of(tree));
            assertThat(expressible).isTrue();
            if (expected != null) {
                assertThat(store.readPlain(source(written))).containsExactly(expected);
            }
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE);
            assertThat(expressible).isFalse();
        }
    }

    @Property
    void whatAStoreReadItWritesAndReadsAgain(@ForAll("formats") Format format, @ForAll("files") byte[] file) {
        Store store = Stores.of(format);
        List<MapNode> read;
        try {
            read = store.readPlain(source(file));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(ex.location().line()).isPositive();
            return;
        }
        if (format != Format.YAML) {
            assertThat(read).hasSize(1);
        }
        List<MapNode> again = store.readPlain(source(store.writePlain(read)));
        assertThat(again)
                .map(StorePropertyTests::withoutComments)
                .isEqualTo(
                        read.stream().map(StorePropertyTests::withoutComments).toList());
    }

    @Provide
    static Arbitrary<Format> formats() {
        return Arbitraries.of(Format.JSON, Format.DOTENV, Format.INI, Format.BINARY, Format.YAML);
    }

    /** INI moves the comments of a section without keys to the next one, and YAML has places of its own for many. */
    static MapNode withoutComments(MapNode map) {
        return new MapNode(
                map.entries().stream()
                        .map((entry) -> entry.withValue(withoutComments(entry.value())))
                        .toList(),
                Position.NONE);
    }

    private static Node withoutComments(Node node) {
        if (node instanceof ListNode list) {
            return new ListNode(
                    list.elements().stream()
                            .filter((element) -> !(element instanceof CommentNode))
                            .map(StorePropertyTests::withoutComments)
                            .toList(),
                    Position.NONE);
        }
        return (node instanceof MapNode map) ? withoutComments(map) : node;
    }

    @Property
    void sealedReadNeverFailsButWithAReason(@ForAll("formats") Format format, @ForAll("files") byte[] file) {
        try {
            Stores.of(format).read(source(file));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isIn(Reason.MALFORMED, Reason.NOT_SEALED);
        }
    }

    @Property
    void dotenvKeepsEveryCommentOnItsOwnLine(@ForAll("texts") String text) {
        Store store = Stores.of(Format.DOTENV);
        byte[] written = store.writePlain(List.of(MapNode.of(new CommentNode(text))));
        assertThat(store.readPlain(source(written)).get(0).entries()).isEmpty();
    }

    /** Pieces of syntax around one word. */
    @Provide
    static Arbitrary<String> yamlFiles() {
        return Arbitraries.of(
                        SECRET,
                        SECRET,
                        SECRET,
                        "a",
                        ": ",
                        ":",
                        "- ",
                        "? ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        "\"",
                        "'",
                        "|",
                        ">",
                        "&",
                        "*",
                        "!",
                        "!!",
                        "%",
                        "@",
                        "`",
                        "#",
                        "\n",
                        "\n",
                        "\n  ",
                        "\t",
                        " ",
                        "---\n",
                        "...\n",
                        "\\",
                        "\\x",
                        "!!int ",
                        "!!binary ",
                        "<<",
                        "|2",
                        "%YAML ",
                        "%TAG ",
                        "!<",
                        "\u2028",
                        "\u0085",
                        "=",
                        "1",
                        "\r")
                .list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map((pieces) -> String.join("", pieces));
    }

    @Property(tries = 5000)
    void yamlNeverFailsButWithAPlaceAndWithoutContent(@ForAll("yamlFiles") String yaml) {
        try {
            Stores.of(Format.YAML).readPlain(source(yaml));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(ex.location().line()).isPositive();
            assertThat(ex.location().column()).isPositive();
            assertThat(ex.getMessage()).doesNotContain(SECRET);
            assertThat(ex.getCause()).isNull();
        }
    }
}
