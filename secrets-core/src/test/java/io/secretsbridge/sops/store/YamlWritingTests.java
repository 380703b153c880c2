package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.bool;
import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.floating;
import static io.secretsbridge.sops.store.StoreTesting.integer;
import static io.secretsbridge.sops.store.StoreTesting.nothing;
import static io.secretsbridge.sops.store.StoreTesting.readOne;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How trees look as YAML. Expected texts are those of sops 3.13.3 unless the test says otherwise. */
@Timeout(60)
class YamlWritingTests {

    private final Store store = Stores.of(Format.YAML);

    private String written(Node value) {
        MapNode root = MapNode.of(entry("a", value));
        String yaml = write(this.store, root);
        assertThat(readOne(this.store, yaml)).isEqualTo(root);
        assertThat(yaml).startsWith("a:").endsWith("\n");
        return yaml.substring(2, yaml.length() - 1).stripLeading();
    }

    private String written(String text) {
        return written(ValueNode.string(text));
    }

    private static String indented(int indent, Node value) {
        return write(Stores.of(Format.YAML, StoreOptions.DEFAULT.withIndent(indent)), MapNode.of(entry("a", value)));
    }

    private String document(MapNode.Item... items) {
        return write(this.store, MapNode.of(items));
    }

    private static CommentNode comment(String text) {
        return new CommentNode(text);
    }

    private static CommentNode beside(String text) {
        return new CommentNode(text, true, Position.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "two words",
                "it's",
                "a:b",
                "a#b",
                "-x",
                "?x",
                ":x",
                "http://h/p?q=1",
                "C:\\dir",
                "say \"x\"",
                "é",
                "日本",
                "a, b",
                "x]",
                "=",
                "<",
                "1.2.3",
                "1e999",
                "2001-13-01",
                "tRUE",
                "nul",
                "."
            })
    void writeWhenTextIsPlainWritesItWithoutQuotes(String text) {
        assertThat(written(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "False",
                "null",
                "~",
                "1",
                "-1.5",
                "0x1F",
                "0o7",
                "1_000",
                ".5",
                ".inf",
                "1e3",
                "2001-01-01",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "N",
                "1:30",
                "-1:00.5",
                "12:30:45",
                "",
                "08"
            })
    void writeWhenTextWouldReadAsAnotherTypeUsesDoubleQuotes(String text) {
        assertThat(written(text)).isEqualTo("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- x", "? x", "-", "?", "x: y", "x:", ": x", "x #y", "#x", "*x", "&x", "!x", "|x", ">x", "%x", "@x",
                "`x", "[x", "{x", "\"x\"", ",x", "]", "}", "--- a", "---", "...", " lead", "trail ", " "
            })
    void writeWhenTextHasAnIndicatorUsesSingleQuotes(String text) {
        assertThat(written(text)).isEqualTo("'" + text + "'");
    }

    @Test
    void writeWhenTextInSingleQuotesHasOneDoublesIt() {
        assertThat(written("'x'")).isEqualTo("'''x'''");
        assertThat(written("it's: #1")).isEqualTo("'it''s: #1'");
    }

    @ParameterizedTest
    @CsvSource({
        "0000, \\0",
        "0007, \\a",
        "0008, \\b",
        "0009, \\t",
        "000B, \\v",
        "000C, \\f",
        "000D, \\r",
        "001B, \\e",
        "0085, \\N",
        "0001, \\x01",
        "007F, \\x7F",
        "009F, \\x9F",
        "FEFF, \\uFEFF",
        "FFFE, \\uFFFE",
        "1F600, \\U0001F600"
    })
    void writeWhenTextHasACharacterToEscapeUsesDoubleQuotes(String codePoint, String escape) {
        String character = Character.toString(Integer.parseInt(codePoint, 16));
        assertThat(written("x" + character + "\"\\y")).isEqualTo("\"x" + escape + "\\\"\\\\y\"");
    }

    @Test
    void writeWhenTextStartsWithAByteOrderMarkEscapesAll() {
        assertThat(written("\uFEFFab")).isEqualTo("\"\\uFEFF\\x61\\x62\"");
    }

    @Test
    void writeWhenTextHasLinesUsesALiteralBlock() {
        assertThat(written("x\ny")).isEqualTo("|-\n    x\n    y");
        assertThat(written("x\ny\n")).isEqualTo("|\n    x\n    y");
        assertThat(written("x\n\n")).isEqualTo("|+\n    x\n");
        assertThat(written("x # y\n\n- z: 'q\n")).isEqualTo("|\n    x # y\n\n    - z: 'q");
        assertThat(written(" x\ny\n")).isEqualTo("|4\n     x\n    y");
        assertThat(written("\nx")).isEqualTo("|4-\n\n    x");
        assertThat(written("\n")).isEqualTo("|4+\n");
    }

    @Test
    void writeWhenTextHasLinesThatABlockDoesNotCarryUsesDoubleQuotes() {
        assertThat(written("x \ny")).isEqualTo("\"x \\ny\"");
        assertThat(written("x\ny ")).isEqualTo("\"x\\ny \"");
        assertThat(written("x\n\0")).isEqualTo("\"x\\n\\0\"");
        assertThat(written("x\r\ny")).isEqualTo("\"x\\r\\ny\"");
    }

    /** sops writes null. */
    @Test
    void writeWhenTextOfSeveralLinesStartsWithATabUsesDoubleQuotes() {
        assertThat(written("\tx\ny\n")).isEqualTo("\"\\tx\\ny\\n\"");
    }

    /** sops writes a block that nobody reads. */
    @Test
    void writeWhenBlockInAListWouldHaveToNameItsIndentationUsesDoubleQuotes() {
        assertThat(written(ListNode.of(ValueNode.string("\nx\ny")))).isEqualTo("- \"\\nx\\ny\"");
        assertThat(written(ListNode.of(MapNode.of(entry("k", " x\ny\n"))))).isEqualTo("- k: \" x\\ny\\n\"");
        assertThat(written(MapNode.of(entry("k", " x\ny\n")))).isEqualTo("k: |4\n         x\n        y");
        assertThat(written(ListNode.of(ValueNode.string("\n\n")))).isEqualTo("- |4+\n\n");
        assertThat(indented(2, ListNode.of(ValueNode.string("\nx")))).isEqualTo("a:\n  - |2-\n\n    x\n");
    }

    @Test
    void writeWhenTextIsNotUtf8WritesBinary() {
        byte[] bytes = {(byte) 0xFF, 0, 1};
        assertThat(written(ValueNode.ofCanonical(ValueNode.Type.STRING, bytes, Position.NONE)))
                .isEqualTo("!!binary /wAB");
        byte[] many = new byte[60];
        many[0] = (byte) 0xFF;
        assertThat(written(ValueNode.ofCanonical(ValueNode.Type.STRING, many, Position.NONE)))
                .isEqualTo("!!binary |\n    /w" + "A".repeat(68) + "\n    " + "A".repeat(10));
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 1.5",
        "-0.25, -0.25",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "123456.5, 123456.5",
        "1234567.5, 1.2345675e+06",
        "1e21, 1e+21",
        "1e-7, 1e-07",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "4.9e-324, 5e-324"
    })
    void writeWhenValueIsAFloatWritesItsShortestForm(double number, String yaml) {
        assertThat(written(floating(number))).isEqualTo(yaml);
    }

    @Test
    void writeWhenValueIsNoTextWritesItsWord() {
        assertThat(written(integer(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(written(bool(true))).isEqualTo("true");
        assertThat(written(bool(false))).isEqualTo("false");
        assertThat(written(nothing())).isEqualTo("null");
        assertThat(written(floating(Double.NaN))).isEqualTo(".nan");
        assertThat(written(floating(Double.POSITIVE_INFINITY))).isEqualTo(".inf");
        assertThat(written(floating(Double.NEGATIVE_INFINITY))).isEqualTo("-.inf");
        assertThat(written(ValueNode.timestamp("2001-01-02T03:04:05.6Z", Position.NONE)))
                .isEqualTo("2001-01-02T03:04:05.6Z");
        assertThat(written(MapNode.EMPTY)).isEqualTo("{}");
        assertThat(written(ListNode.of())).isEqualTo("[]");
    }

    /** sops reads an integer again, as it is here. */
    @Test
    void writeWhenFloatIsWholeWritesItWithoutFraction() {
        assertThat(document(entry("a", floating(1)), entry("b", floating(100000))))
                .isEqualTo("a: 1\nb: 100000\n");
    }

    /** sops writes the integer -0, of which the MAC differs. */
    @Test
    void writeWhenFloatIsMinusZeroKeepsItAFloat() {
        assertThat(written(floating(-0.0))).isEqualTo("-0.0");
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 4", "2, 2, 2", "3, 3, 3", "4, 4, 4", "9, 9, 9", "1, 2, 2", "10, 2, 2"})
    void writeWhenIndentIsGivenIndentsMapsAndListsInMaps(int indent, int map, int list) {
        Node value = MapNode.of(entry(
                "b", ListNode.of(ValueNode.string("x"), MapNode.of(entry("k", "v"), entry("l", "w")))));
        String inMap = " ".repeat(map);
        String inList = " ".repeat(map + list);
        assertThat(indented(indent, value))
                .isEqualTo("a:\n" + inMap + "b:\n" + inList + "- x\n" + inList + "- k: v\n" + inList + "  l: w\n");
    }

    @Test
    void writeWhenIndentIsNegativeIsRefused() {
        refused(Reason.INVALID_ARGUMENT, "", () -> indented(-1, nothing()));
    }

    @Test
    void writeWhenListsAreNestedPutsDashesBehindDashes() {
        assertThat(written(ListNode.of(
                        ListNode.of(integer(1), ListNode.of(integer(2))),
                        MapNode.of(entry("k", ListNode.of(integer(3)))))))
                .isEqualTo("- - 1\n      - - 2\n    - k:\n        - 3");
    }

    @Test
    void writeWhenKeyIsLongOrHasLinesWritesAQuestionMark() {
        String most = "k".repeat(128);
        assertThat(document(entry(most, "v"))).isEqualTo(most + ": v\n");
        assertThat(document(entry(most + "k", "v"))).isEqualTo("? " + most + "k\n: v\n");
        assertThat(document(entry("x\ny", MapNode.of(entry("b", "v"))))).isEqualTo("? |-\n    x\n    y\n:   b: v\n");
    }

    @Test
    void writeWhenValueIsLongDoesNotFoldIt() {
        String text = "word ".repeat(500) + "end";
        assertThat(written(text)).isEqualTo(text);
        assertThat(written("# " + text)).isEqualTo("'# " + text + "'");
    }

    @Test
    void writeWhenKeyIsTheMergeKeyTagsItForMapsOnly() {
        assertThat(document(entry("<<", MapNode.of(entry("a", "b"))))).isEqualTo("!!merge <<:\n    a: b\n");
        assertThat(document(entry("<<", ListNode.of(MapNode.EMPTY)))).isEqualTo("!!merge <<:\n    - {}\n");
        // sops writes the tag here too, and refuses to read it.
        assertThat(document(entry("<<", "x"))).isEqualTo("\"<<\": x\n");
        assertThat(document(entry("a", MapNode.of(entry("<<", ListNode.of(integer(1)))))))
                .isEqualTo("a:\n    \"<<\":\n        - 1\n");
        // Of a later document it reads it.
        assertThat(this.store.writePlain(List.of(MapNode.EMPTY, MapNode.of(entry("<<", "x")))))
                .asString()
                .isEqualTo("{}\n---\n!!merge <<: x\n");
    }

    @Test
    void writeWhenKeyStandsTwiceIsRefusedInTheFirstDocumentOnly() {
        MapNode twice = MapNode.of(entry("a", "x"), entry("a", "y"));
        refused(Reason.NOT_EXPRESSIBLE, "[\"a\"]", () -> this.store.writePlain(List.of(twice)));
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"m\"][1][\"a\"]",
                () -> this.store.writePlain(
                        List.of(MapNode.of(entry("m", ListNode.of(nothing(), comment("c"), twice))))));
        assertThat(this.store.writePlain(List.of(MapNode.EMPTY, twice)))
                .asString()
                .isEqualTo("{}\n---\na: x\na: \"y\"\n");
    }

    @Test
    void writeWhenCommentsStandBetweenEntriesWritesThemThere() {
        assertThat(document(
                        comment(" head"),
                        comment("two"),
                        beside(" beside"),
                        entry("a", "x"),
                        comment(" above"),
                        entry("b", MapNode.of(comment(" inner"), entry("c", "y"), comment(" foot"))),
                        comment(" end")))
                .isEqualTo("# head\n#two\na: x # beside\n# above\nb:\n    # inner\n    c: \"y\"\n    # foot\n# end\n");
    }

    @Test
    void writeWhenCommentsStandInListsWritesThemThere() {
        assertThat(document(entry(
                        "a",
                        ListNode.of(
                                comment(" one"),
                                ValueNode.string("x"),
                                beside(" two"),
                                ValueNode.string("z"),
                                comment(" three")))))
                .isEqualTo("a:\n    # one\n    - x\n    - z # two\n    # three\n");
    }

    /** sops writes it before the brackets, on the line below, which it does not read. */
    @Test
    void writeWhenACommentWaitsForAnEmptyCollectionWritesItBehind() {
        MapNode map = MapNode.of(entry("k", "v"));
        assertThat(document(beside(" c"), entry("a", map), entry("b", MapNode.EMPTY)))
                .isEqualTo("a:\n    k: v\nb: {} # c\n");
        assertThat(document(beside(" c"), entry("a", map), beside(" d"), entry("b", ListNode.of())))
                .isEqualTo("a:\n    k: v\nb: [] # c\n\n# d\n");
    }

    /** sops writes a block, of which the second line of the comment becomes the first of the text. */
    @Test
    void writeWhenSeveralCommentsStandBesideABlockUsesDoubleQuotes() {
        assertThat(document(beside(" c"), beside(" d"), entry("a", "x\ny"))).isEqualTo("a: \"x\\ny\" # c\n\n# d\n");
        assertThat(document(beside(" c"), entry("a", "x\ny"))).isEqualTo("a: |- # c\n    x\n    y\n");
    }

    @Test
    void writeWhenDocumentHoldsOnlyCommentsWritesThemInAMap() {
        assertThat(document(comment(" one"))).isEqualTo("# one\n{}\n");
    }

    @Test
    void writeWhenCommentHasLinesMakesEachAComment() {
        assertThat(document(comment(" one\ntwo"), entry("a", "x"))).isEqualTo("# one\n# two\na: x\n");
    }

    @Test
    void writeWhenCommentHasAControlCharacterIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> document(comment("\u0001")));
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"a\"]",
                () -> this.store.writePlain(
                        List.of(MapNode.EMPTY, MapNode.of(entry("a", ListNode.of(comment("x\u007f")))))));
    }

    @Test
    void writeWhenSeveralDocumentsSeparatesThem() {
        MapNode one = MapNode.of(entry("a", "x"));
        assertThat(this.store.writePlain(List.of(one, MapNode.EMPTY, one)))
                .asString()
                .isEqualTo("a: x\n---\n{}\n---\na: x\n");
        assertThat(this.store.writePlain(List.of())).isEmpty();
    }

    @Test
    void writeValueWhenTextWritesItsBytes() {
        assertThat(this.store.writeValue(ValueNode.string("x: \u0001")))
                .asString()
                .isEqualTo("x: \u0001");
    }

    @Test
    void writeValueWhenListOrNumberWritesYaml() {
        assertThat(this.store.writeValue(ListNode.of(integer(1), MapNode.of(entry("k", "v")))))
                .asString()
                .isEqualTo("- 1\n- k: v\n");
        assertThat(this.store.writeValue(floating(1.5))).asString().isEqualTo("1.5\n");
    }

    @Test
    void writeWhenNestedTooDeepIsRefused() {
        Node node = nothing();
        for (int depth = 0; depth < 100_000; depth++) {
            node = ListNode.of(node);
        }
        MapNode root = MapNode.of(entry("a", node));
        refused(Reason.LIMIT_EXCEEDED, "", () -> this.store.writePlain(List.of(root)));
    }

    @Test
    void writeWhenTextIsNotAsciiWritesUtf8() {
        assertThat(document(entry("schlüssel", "wört"), entry("😀", "日本")))
                .isEqualTo("schlüssel: wört\n\"\\U0001F600\": 日本\n");
    }
}
