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
        "a", "key", "=", ":", "#", ";", "\"", "'", "`", "\"\"\"", "\\", "\\n", "\n", "\r", "\t", " ", "[", "]", "-",
        "{", "}", ",", "1", ".", "e", "true", "null", "\\u", "\\u00e9", "\\ud83d", "\0", "é", "\u00a0", "\u0085",
        "\u2028", "\u3000", "😀", "<", "&", "\ufffd", "__map_", "__list_", "sops", "sops_", "ENC[", "= ", "\n[",
        "%(a)s", "\u007f"
    };

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
        assertThat(read).hasSize(1);
        List<MapNode> again = store.readPlain(source(store.writePlain(read)));
        assertThat(withoutComments(again.get(0))).isEqualTo(withoutComments(read.get(0)));
    }

    @Provide
    static Arbitrary<Format> formats() {
        return Arbitraries.of(Format.JSON, Format.DOTENV, Format.INI, Format.BINARY);
    }

    /** INI moves the comments of a section without keys to the next one. */
    private static MapNode withoutComments(MapNode map) {
        return new MapNode(
                map.entries().stream()
                        .map((entry) -> (entry.value() instanceof MapNode below)
                                ? entry.withValue(withoutComments(below))
                                : entry)
                        .toList(),
                Position.NONE);
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
}
