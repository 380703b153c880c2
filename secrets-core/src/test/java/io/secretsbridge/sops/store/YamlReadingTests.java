package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.bool;
import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.floating;
import static io.secretsbridge.sops.store.StoreTesting.integer;
import static io.secretsbridge.sops.store.StoreTesting.nothing;
import static io.secretsbridge.sops.store.StoreTesting.readOne;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML text stands for. Expected trees are those of sops 3.13.3. */
@Timeout(60)
class YamlReadingTests {

    private final Store store = Stores.of(Format.YAML);

    private Node value(String yaml) {
        return Objects.requireNonNull(readOne(this.store, "a: " + yaml + "\n").get("a"));
    }

    private String text(String yaml) {
        ValueNode value = (ValueNode) value(yaml);
        assertThat(value.type()).isEqualTo(ValueNode.Type.STRING);
        return value.text();
    }

    private List<MapNode> documents(String yaml) {
        return this.store.readPlain(source(yaml));
    }

    private static CommentNode comment(String text) {
        return new CommentNode(text);
    }

    private static CommentNode beside(String text) {
        return new CommentNode(text, true, Position.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "!!bool true"})
    void readWhenWordIsTrueReadsBoolean(String yaml) {
        assertThat(value(yaml)).isEqualTo(bool(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL", "!!null null"})
    void readWhenWordIsNullOrMissingReadsNull(String yaml) {
        assertThat(value(yaml)).isEqualTo(nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "No", "on", "OFF", "y", "n", "tRUE", "nULL", "Inf", ".iNF", "nan", "+.nan"})
    void readWhenWordIsOneOfYaml11OrNearlyAWordReadsString(String yaml) {
        assertThat(text(yaml)).isEqualTo(yaml);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "+12, 12",
        "-17, -17",
        "1_000, 1000",
        "0x1F, 31",
        "-0x1f, -31",
        "0b101, 5",
        "-0b11, -3",
        "0o17, 15",
        "0777, 511",
        "00, 0",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "'0b-1', -1"
    })
    void readWhenNumberIsWholeReadsInteger(String yaml, long number) {
        assertThat(value(yaml)).isEqualTo(integer(number));
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 1.5",
        "-.5, -0.5",
        "1., 1",
        "1e3, 1000",
        "1.e+2, 100",
        "-0.0, -0.0",
        ".5, 0.5",
        "1_0.5, 10.5",
        "-9223372036854775809, -9223372036854775809",
        "99999999999999999999, 99999999999999999999",
        "08, 8",
        "!!float 3, 3"
    })
    void readWhenNumberHasAFractionOrIsTooLargeReadsFloat(String yaml, double number) {
        assertThat(value(yaml)).isEqualTo(floating(number));
    }

    @Test
    void readWhenNumberIsNoneReadsFloat() {
        assertThat(value(".nan")).isEqualTo(floating(Double.NaN));
        assertThat(value("-.INF")).isEqualTo(floating(Double.NEGATIVE_INFINITY));
        assertThat(value("+.inf")).isEqualTo(floating(Double.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "18446744073709551615", "0xffffffffffffffff"})
    void readWhenIntegerNeedsAllOf64BitsIsRefused(String yaml) {
        refused(Reason.MALFORMED, "file:1:4", () -> value(yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "0x", "0xg", "0b2", "1:30", "1__x", "1.2.3", "+", "--1", "1e", "20:30:40.5"})
    void readWhenTextIsOnlyNearlyANumberReadsString(String yaml) {
        assertThat(text(yaml)).isEqualTo(yaml);
    }

    @ParameterizedTest
    @CsvSource({
        "2001-1-2, 2001-01-02T00:00:00Z",
        "2001-01-02 3:4:5, 2001-01-02T03:04:05Z",
        "2001-01-02 03:04:05.600, 2001-01-02T03:04:05.6Z",
        "2001-01-02T03:04:05Z, 2001-01-02T03:04:05Z",
        "2001-01-02t03:04:05+00:00, 2001-01-02T03:04:05Z",
        "2001-01-02T03:04:05.123456789012-07:30, 2001-01-02T03:04:05.123456789-07:30",
        "2024-2-29, 2024-02-29T00:00:00Z",
        "!!timestamp 2001-01-02, 2001-01-02T00:00:00Z"
    })
    void readWhenTextIsAPointInTimeReadsTimestamp(String yaml, String time) {
        assertThat(value(yaml)).isEqualTo(ValueNode.timestamp(time, Position.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001-13-01",
                "2023-2-29",
                "2001-01-02 24:00:00",
                "2001-01-02T03:04:05",
                "2001-01-02 03:04:05Z",
                "20010102",
                "2001-01-02T03:04Z"
            })
    void readWhenTextIsNoPointInTimeDoesNotReadTimestamp(String yaml) {
        assertThat(((ValueNode) value(yaml)).type()).isNotEqualTo(ValueNode.Type.TIMESTAMP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "\"1\"", "'~'", "!!str 1", "!foo 1", "|-\n  1", "'2001-01-01'", "\"\"", "''"})
    void readWhenScalarIsQuotedOrTaggedReadsString(String yaml) {
        assertThat(((ValueNode) value(yaml)).type()).isEqualTo(ValueNode.Type.STRING);
    }

    @Test
    void readWhenScalarIsPlainFoldsItsLines() {
        assertThat(text("x y\n  z\n\n   q # c")).isEqualTo("x y z\nq");
        assertThat(text("a#b:c -x ?y")).isEqualTo("a#b:c -x ?y");
    }

    @Test
    void readWhenScalarIsInSingleQuotesReadsItsText() {
        assertThat(text("'it''s # \\n'")).isEqualTo("it's # \\n");
        assertThat(text("'x  \n  y\n\n  z '")).isEqualTo("x y\nz ");
    }

    @Test
    void readWhenScalarIsInDoubleQuotesReadsItsEscapes() {
        assertThat(text("\"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\\"\\\\\\N\\_\\L\\P\\x41\\u00e9\\U0001F600\\ \""))
                .isEqualTo("\0\u0007\b\t\n\u000B\f\r\u001B\"\\\u0085\u00A0\u2028\u2029Aé😀 ");
        assertThat(text("\"x \\\n    y\n  z\\n\n\n  q\"")).isEqualTo("x y z\n\nq");
    }

    @Test
    void readWhenScalarIsALiteralBlockKeepsItsLines() {
        assertThat(text("|\n  x\n   y # z\n\n  q\n\n")).isEqualTo("x\n y # z\n\nq\n");
        assertThat(text("|-\n  x\n\n")).isEqualTo("x");
        assertThat(text("|+\n  x\n\n")).isEqualTo("x\n\n\n");
        assertThat(text("|2-\n    x\n   y")).isEqualTo("  x\n y");
        assertThat(text("|")).isEmpty();
    }

    @Test
    void readWhenScalarIsAFoldedBlockJoinsItsLines() {
        assertThat(text(">\n  x\n  y\n\n  z\n    more\n  q")).isEqualTo("x y\nz\n  more\nq\n");
        assertThat(text(">-\n  x\n  y\n")).isEqualTo("x y");
    }

    @Test
    void readWhenLastBlockEndsWithoutLineEndKeepsItSo() {
        assertThat(((ValueNode) Objects.requireNonNull(
                                readOne(this.store, "a: |\n  x").get("a")))
                        .text())
                .isEqualTo("x");
    }

    @Test
    void readWhenTagIsBinaryDecodesIt() {
        assertThat(((ValueNode) value("!!binary /wA=")).toByteArray()).containsExactly(0xFF, 0);
        assertThat(text("!!binary |\n  aGVs\n  bG8=\n")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"!!int x", "!!bool yes", "!!float x", "!!null x", "!!timestamp x", "!!binary x", "!!binary a=bc"
            })
    void readWhenValueIsNotWhatItsTagSaysIsRefused(String yaml) {
        assertThat(refused(Reason.MALFORMED, "file:1:4", () -> value(yaml)).problem())
                .contains("tag !!")
                .doesNotContain("yes")
                .doesNotContain(" x");
    }

    @Test
    void readWhenCollectionsAreInAnyStyleReadsThem() {
        MapNode expected = MapNode.of(
                entry("a", ListNode.of(integer(1), ListNode.of(integer(2)), MapNode.of(entry("x", nothing())))),
                entry("b", MapNode.of(entry("c", MapNode.EMPTY), entry("d", ListNode.of()))));
        assertThat(readOne(this.store, "a: [1, [2], {x: }]\nb: {c: {}, d: [],}\n"))
                .isEqualTo(expected);
        assertThat(readOne(this.store, "a:\n- 1\n- - 2\n- x:\nb:\n  c: {}\n  d: [\n\n]\n"))
                .isEqualTo(expected);
        assertThat(readOne(this.store, "{\"a\":[1,[2],{\"x\":null}],\n  'b' : { c : {},\n d: [] } }"))
                .isEqualTo(expected);
        assertThat(readOne(this.store, "? a\n: - 1\n  - [2]\n  -\n    x: ~\n? b\n: c: {}\n  ? d\n  : []\n"))
                .isEqualTo(expected);
    }

    @Test
    void readWhenFlowHoldsPairsReadsMaps() {
        assertThat(value("[k: v, ? q : 2, {z}]"))
                .isEqualTo(ListNode.of(
                        MapNode.of(entry("k", "v")),
                        MapNode.of(entry("q", integer(2))),
                        MapNode.of(entry("z", nothing()))));
    }

    @Test
    void readWhenAliasStandsForANodeCopiesIt() {
        assertThat(readOne(this.store, "a: &x {k: [1]}\nb: *x\n? &k c\n: *k\n"))
                .isEqualTo(MapNode.of(
                        entry("a", MapNode.of(entry("k", ListNode.of(integer(1))))),
                        entry("b", MapNode.of(entry("k", ListNode.of(integer(1))))),
                        entry("c", "c")));
    }

    @Test
    void readWhenAnchorIsSetAgainOrInAnotherDocumentTakesTheLastBefore() {
        assertThat(documents("a: &x 1\nb: &x 2\nc: *x\n---\nd: *x\n"))
                .containsExactly(
                        MapNode.of(entry("a", integer(1)), entry("b", integer(2)), entry("c", integer(2))),
                        MapNode.of(entry("d", integer(2))));
    }

    @Test
    void readWhenAliasStandsForItselfOrNothingIsRefused() {
        refused(Reason.MALFORMED, "file:1:9", () -> documents("a: &x [ *x ]\n"));
        refused(Reason.MALFORMED, "file:1:4", () -> documents("a: *x\nb: &x 1\n"));
    }

    @Test
    void readWhenKeyIsTheMergeKeyKeepsIt() {
        assertThat(readOne(this.store, "base: &b {k: 1}\nover:\n  <<: *b\n  l: 2\nmore: {<<: [*b, {m: 3}]}\n"))
                .isEqualTo(MapNode.of(
                        entry("base", MapNode.of(entry("k", integer(1)))),
                        entry(
                                "over",
                                MapNode.of(entry("<<", MapNode.of(entry("k", integer(1)))), entry("l", integer(2)))),
                        entry(
                                "more",
                                MapNode.of(entry(
                                        "<<",
                                        ListNode.of(
                                                MapNode.of(entry("k", integer(1))),
                                                MapNode.of(entry("m", integer(3)))))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<<: 1", "<<: [1]", "<<: x", "<<:", "<<: [{a: 1}, [b]]"})
    void readWhenMergeKeyHasNoMapIsRefusedInTheFirstDocumentOnly(String yaml) {
        assertThat(refused(Reason.MALFORMED, "file:1:" + (yaml.equals("<<:") ? 4 : 5), () -> documents(yaml + "\n"))
                        .problem())
                .contains("'<<'");
        assertThat(documents("a: 1\n---\n" + yaml + "\n")).hasSize(2);
        assertThat(documents(yaml.replace("<<", "\"<<\"") + "\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1: x", "true: x", "~: x", "? ~\n: x", "? [a]\n: x", "? {a: b}\n: x", "1.5: x", "2001-01-01: x"})
    void readWhenKeyIsNoStringIsRefused(String yaml) {
        assertThat(refused(Reason.MALFORMED, yaml.startsWith("?") ? "file:1:3" : "file:1:1", () -> documents(yaml))
                        .problem())
                .isEqualTo("a key is not a string: quote it");
    }

    @Test
    void readWhenKeyStandsTwiceIsRefusedInTheFirstDocumentOnly() {
        assertThat(refused(Reason.MALFORMED, "file:4:3", () -> documents("m:\n  a: 1\n  b: 2\n  \"a\": 3\n"))
                        .problem())
                .contains("line 2");
        refused(Reason.MALFORMED, "file:1:20", () -> documents("m: [{a: 1}, {b: 1, b: 2}]"));
        assertThat(documents("x: 1\n---\na: 1\na: 2\n").get(1))
                .isEqualTo(MapNode.of(entry("a", integer(1)), entry("a", integer(2))));
    }

    @Test
    void readWhenCommentsStandAboveReadsThemBeforeTheirEntry() {
        assertThat(readOne(this.store, "# one\n#two\n\n# three\na: 1\n# four\nb: 2\n"))
                .isEqualTo(MapNode.of(
                        comment(" one"),
                        comment("two"),
                        comment(" three"),
                        entry("a", integer(1)),
                        comment(" four"),
                        entry("b", integer(2))));
    }

    @Test
    void readWhenCommentsStandBesideReadsThemBeforeTheirValue() {
        assertThat(readOne(this.store, "a: 1 # one\nb: # two\n  c: x\nd: [1, 2] # three\ne: | # four\n  x\n"))
                .isEqualTo(MapNode.of(
                        beside(" one"),
                        entry("a", integer(1)),
                        comment(" two"),
                        entry("b", MapNode.of(entry("c", "x"))),
                        entry("d", ListNode.of(comment(" three"), integer(1), integer(2))),
                        beside(" four"),
                        entry("e", "x\n")));
    }

    @Test
    void readWhenCommentsStandBelowReadsThemAfterTheirEntry() {
        assertThat(readOne(this.store, "a: 1\n# foot\n\nb:\n  c: 2\n  # inner\n# outer\n"))
                .isEqualTo(MapNode.of(
                        entry("a", integer(1)),
                        comment(" foot"),
                        entry("b", MapNode.of(entry("c", integer(2)), comment(" inner"))),
                        comment(" outer")));
    }

    @Test
    void readWhenCommentsStandInListsReadsThemAsElements() {
        assertThat(value("\n# one\n- x # two\n# three\n- y\n# four\n"))
                .isEqualTo(ListNode.of(
                        comment(" one"),
                        beside(" two"),
                        ValueNode.string("x"),
                        comment(" three"),
                        ValueNode.string("y"),
                        comment(" four")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x # y'", "\"x # y\"", "x#y", "|-\n  x # y", "[x#y]"})
    void readWhenNumberSignIsContentReadsNoComment(String yaml) {
        assertThat(readOne(this.store, "a: " + yaml + "\n").items()).hasSize(1);
    }

    @Test
    void readWhenFileHasSeveralDocumentsReadsEach() {
        assertThat(documents("%YAML 1.1\n---\na: 1\n...\n---\n---\n# c\n--- # d\nb: 2\n"))
                .hasSize(4)
                .startsWith(MapNode.of(entry("a", integer(1))), MapNode.EMPTY);
        assertThat(documents("---\n")).containsExactly(MapNode.EMPTY);
        assertThat(documents("null\n")).containsExactly(MapNode.EMPTY);
        assertThat(documents("{}\n---\n{}\n")).containsExactly(MapNode.EMPTY, MapNode.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a", "text", "[a]", "5", "\"\"", "a: 1\n---\n- x"})
    void readWhenDocumentIsNoMapIsRefused(String yaml) {
        int line = yaml.startsWith("a:") ? 3 : 1;
        assertThat(refused(Reason.MALFORMED, "file:" + line + ":1", () -> documents(yaml))
                        .problem())
                .startsWith("the document is a ");
    }

    @Test
    void readWhenLinesEndAsOnOtherSystemsReadsTheSame() {
        String yaml = "# c\na: 1 # d\nb:\n- |\n  x\n\n  y\n- 'p\n\n  q'\n";
        List<MapNode> expected = documents(yaml);
        assertThat(documents(yaml.replace("\n", "\r\n"))).isEqualTo(expected);
        assertThat(documents(yaml.replace("\n", "\r"))).isEqualTo(expected);
    }

    @Test
    void readWhenFileHasAByteOrderMarkReadsIt() {
        assertThat(documents("\uFEFFa: é\n")).containsExactly(MapNode.of(entry("a", "é")));
        assertThat(this.store.readPlain(source("\uFEFFa: é😀\n".getBytes(StandardCharsets.UTF_16LE))))
                .containsExactly(MapNode.of(entry("a", "é😀")));
        assertThat(this.store.readPlain(source("\uFEFFa: é😀\n".getBytes(StandardCharsets.UTF_16BE))))
                .containsExactly(MapNode.of(entry("a", "é😀")));
    }

    @Test
    void readWhenUnicodeBreaksLinesKeepsThemAsContent() {
        assertThat(text("x\u2028  y")).isEqualTo("x\u2028y");
        assertThat(text("'x\u2029y'")).isEqualTo("x\u2029y");
        assertThat(text("|-\n  x\u2028  y")).isEqualTo("x\u2028y");
        assertThat(text("x\u0085  y")).isEqualTo("x y");
    }

    @Test
    void readWhenDoneGivesEveryNodeItsLineAndColumnInCharacters() {
        MapNode root = readOne(this.store, "# c\n\"é😀\": x # d\nb:\n  - 1\n  - {k: v}\n");
        MapNode.Entry first = root.entries().get(0);
        ListNode list = (ListNode) root.entries().get(1).value();
        MapNode map = (MapNode) list.elements().get(1);
        assertThat(root.position()).isEqualTo(new Position(2, 1));
        assertThat(first.position()).isEqualTo(new Position(2, 1));
        assertThat(first.value().position()).isEqualTo(new Position(2, 7));
        assertThat(root.entries().get(1).position()).isEqualTo(new Position(3, 1));
        assertThat(list.position()).isEqualTo(new Position(4, 3));
        assertThat(list.elements().get(0).position()).isEqualTo(new Position(4, 5));
        assertThat(map.entries().get(0).value().position()).isEqualTo(new Position(5, 9));
    }

    @Test
    void readWhenAValueIsWipedKeepsTheSameWordElsewhere() {
        ((ValueNode) value("true")).wipe();
        ((ValueNode) value(".inf")).wipe();
        assertThat(value("true")).isEqualTo(bool(true));
        assertThat(value(".inf")).isEqualTo(floating(Double.POSITIVE_INFINITY));
    }

    @Test
    void readWhenFileIsEmptyReadsNoDocument() {
        assertThat(documents("")).isEmpty();
    }
}
