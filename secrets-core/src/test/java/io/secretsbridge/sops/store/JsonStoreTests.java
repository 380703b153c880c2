package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.bool;
import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.floating;
import static io.secretsbridge.sops.store.StoreTesting.integer;
import static io.secretsbridge.sops.store.StoreTesting.nothing;
import static io.secretsbridge.sops.store.StoreTesting.readOne;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static io.secretsbridge.sops.store.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonStoreTests {

    private final Store store = Stores.of(Format.JSON);

    private Node value(String json) {
        Node value = readOne(this.store, "{\"a\":" + json + "}").get("a");
        assertThat(value).isNotNull();
        return value;
    }

    private String written(Node value) {
        String json = write(this.store, MapNode.of(entry("a", value)));
        assertThat(json).startsWith("{\n\t\"a\": ").endsWith("\n}\n");
        return json.substring(8, json.length() - 3);
    }

    @Test
    void readPlainWhenObjectKeepsOrderAndRepeatedKeys() {
        MapNode root = readOne(this.store, "{\"b\":1,\"a\":{\"x\":[true,null]},\"b\":\"2\"}");
        assertThat(root)
                .isEqualTo(MapNode.of(
                        entry("b", integer(1)),
                        entry("a", MapNode.of(entry("x", ListNode.of(bool(true), nothing())))),
                        entry("b", "2")));
    }

    @Test
    void readPlainWhenObjectGivesEveryNodeItsLineAndColumnInCharacters() {
        MapNode root = readOne(this.store, "{\n  \"k\": [\n    1],\n \"é€😀\": \"x\" }");
        MapNode.Entry first = root.entries().get(0);
        ListNode list = (ListNode) first.value();
        MapNode.Entry second = root.entries().get(1);
        assertThat(root.position()).isEqualTo(new Position(1, 1));
        assertThat(first.position()).isEqualTo(new Position(2, 3));
        assertThat(list.position()).isEqualTo(new Position(2, 8));
        assertThat(list.elements().get(0).position()).isEqualTo(new Position(3, 5));
        assertThat(second.position()).isEqualTo(new Position(4, 2));
        assertThat(second.value().position()).isEqualTo(new Position(4, 8 + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "1", "-17", "9223372036854775807", "-9223372036854775808"})
    void readPlainWhenNumberFitsLongReadsInteger(String json) {
        assertThat(value(json)).isEqualTo(integer(Long.parseLong(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.0", "-0.0", "1e3", "1E+3", "2.50", "1e-400", "9223372036854775808", "123456789012345678901"})
    void readPlainWhenNumberHasFractionExponentOrMoreThan64BitsReadsFloat(String json) {
        assertThat(value(json)).isEqualTo(floating(Double.parseDouble(json)));
    }

    @Test
    void readPlainWhenStringHasEscapesReadsWhatTheyStandFor() {
        assertThat(value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00\\u0000é\""))
                .isEqualTo(ValueNode.string("\"\\/\b\f\n\r\tAé€😀\0é"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~~|1:1
                    [1]|1:1
                    "text"|1:1
                    3|1:1
                    {|1:2
                    {"a"|1:5
                    {"a":|1:6
                    {"a":1|1:7
                    {"a":1,|1:8
                    {"a":1,}|1:8
                    {,"a":1}|1:2
                    {"a" 1}|1:6
                    {"a":1 "b":2}|1:8
                    {a:1}|1:2
                    {'a':1}|1:2
                    {1:1}|1:2
                    {"a":[1,]}|1:9
                    {"a":[1}|1:8
                    {"a":[1 2]}|1:9
                    {"a":01}|1:7
                    {"a":+1}|1:6
                    {"a":.5}|1:6
                    {"a":1.}|1:8
                    {"a":1e}|1:8
                    {"a":-}|1:7
                    {"a":NaN}|1:6
                    {"a":1e400}|1:6
                    {"a":tru}|1:9
                    {"a":nul|1:9
                    {"a":"b|1:6
                    {"a":"b\\|1:8
                    {"a":"\\x"}|1:7
                    {"a":"\\u12g4"}|1:11
                    {"a":"\\ud800"}|1:7
                    {"a":"\\ud800\\u0041"}|1:7
                    {"a":"\\udc00"}|1:7
                    {"a":1} x|1:9
                    {"a":1}{"b":2}|1:8
                    {"a":/**/1}|1:6
                    """)
    void readPlainWhenNotJsonSaysWhereAndQuotesNothing(String json, String place) {
        assertThat(refused(Reason.MALFORMED, "file:" + place, () -> this.store.readPlain(source(json)))
                        .action())
                .isNotBlank();
    }

    @Test
    void readPlainWhenErrorNeverQuotesContent() {
        String json = "{\"password\":\"hunter2\n\"}";
        assertThat(refused(Reason.MALFORMED, "file:1:21", () -> this.store.readPlain(source(json))))
                .hasMessageNotContainingAny("hunter2", "password");
    }

    @Test
    void readPlainWhenByteOrderMarkIsRefused() {
        refused(Reason.MALFORMED, "file:1:1", () -> this.store.readPlain(source("\ufeff{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"C3", "C328", "80", "C080", "E08080", "EDA080", "F08F8080", "F4908080", "F5808080", "FF", "E282"
            })
    void readPlainWhenStringIsNotUtf8IsRefused(String hex) {
        String latin = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        byte[] json = ("{\n\"a\":\"p" + latin + "\"}").getBytes(StandardCharsets.ISO_8859_1);
        refused(Reason.MALFORMED, "file:2:7", () -> this.store.readPlain(source(json)));
    }

    @Test
    void readPlainWhenCutAnywhereIsRefused() {
        byte[] json = "{\"a\":[1.5e3,{\"é\":\"\\u00e9x\"},true,null],\"b\":{}}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < json.length; length++) {
            byte[] cut = Arrays.copyOf(json, length);
            assertThat(refusedReason(cut)).as("cut at %d", length).isEqualTo(Reason.MALFORMED);
        }
    }

    private Reason refusedReason(byte[] json) {
        try {
            this.store.readPlain(source(json));
        } catch (SecretsException ex) {
            return ex.reason();
        }
        throw new AssertionError("was read");
    }

    @Test
    void readPlainWhenNestedAThousandLevelsIsRead() {
        String json = "{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}";
        MapNode root = readOne(this.store, json);
        assertThat(readOne(this.store, write(this.store, root)).entries()).hasSize(1);
    }

    @Test
    void readPlainWhenNestedDeeperIsRefusedBeforeItIsRead() {
        String json = "{\"a\":" + "[".repeat(30_000_000);
        refused(Reason.LIMIT_EXCEEDED, "file:1:1005", () -> this.store.readPlain(source(json)));
    }

    @Test
    void readPlainWhenAHundredThousandValuesOnOneLineTakesLinearTime() {
        StringBuilder json = new StringBuilder("{");
        for (int index = 0; index < 100_000; index++) {
            json.append("\"key").append(index).append("\":\"é\\n").append(index).append("\",");
        }
        MapNode root = readOne(this.store, json.append("\"last\":1}").toString());
        assertThat(root.entries()).hasSize(100_001);
        assertThat(readOne(this.store, write(this.store, root))).isEqualTo(root);
    }

    @Test
    void writePlainWhenNestedIndentsByTabs() {
        MapNode root = MapNode.of(
                entry("a", MapNode.of(entry("b", ListNode.of(integer(1), MapNode.EMPTY, ListNode.of())))),
                entry("c", ""));
        assertThat(write(this.store, root))
                .isEqualTo(
                        "{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1,\n\t\t\t{},\n\t\t\t[]\n\t\t]\n\t},\n\t\"c\": \"\"\n}\n");
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1, ' '", "4, '    '"})
    void writePlainWhenIndentIsGivenIndentsBySpaces(int indent, String spaces) {
        Store indented = Stores.of(Format.JSON, StoreOptions.DEFAULT.withIndent(indent));
        assertThat(write(indented, MapNode.of(entry("a", ListNode.of(integer(1))))))
                .isEqualTo("{\n" + spaces + "\"a\": [\n" + spaces + spaces + "1\n" + spaces + "]\n}\n");
    }

    @Test
    void writePlainWhenEmptyWritesBraces() {
        assertThat(write(this.store, MapNode.EMPTY)).isEqualTo("{}\n");
    }

    @Test
    void writePlainWhenCommentsLeavesThemOut() {
        MapNode root = MapNode.of(
                new CommentNode(" top"),
                entry("a", ListNode.of(new CommentNode(" in"), integer(1))),
                entry("b", MapNode.of(new CommentNode(" only"))),
                entry("c", ListNode.of(new CommentNode(" only"))));
        assertThat(write(this.store, root)).isEqualTo("{\n\t\"a\": [\n\t\t1\n\t],\n\t\"b\": {},\n\t\"c\": []\n}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "0.1, 0.1",
        "100000, 100000",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "-1.5e300, -1.5e+300",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "9.99e-7, 9.99e-7",
        "1.25e-100, 1.25e-100",
        "5e-324, 5e-324",
        "-2.5, -2.5",
        "0, 0"
    })
    void writePlainWhenFloatWritesShortestAsGoDoes(double number, String json) {
        assertThat(written(floating(number))).isEqualTo(json);
    }

    @Test
    void writePlainWhenMinusZeroKeepsItAFloat() {
        assertThat(written(floating(-0.0))).isEqualTo("-0.0");
        assertThat(value("-0.0")).isEqualTo(floating(-0.0));
    }

    @Test
    void writePlainWhenNumberIsNotFiniteNamesThePath() {
        MapNode root = MapNode.of(entry("a", ListNode.of(integer(1), MapNode.of(entry("b", floating(Double.NaN))))));
        refused(Reason.NOT_EXPRESSIBLE, "[\"a\"][1][\"b\"]", () -> this.store.writePlain(List.of(root)));
    }

    @Test
    void writePlainWhenOtherScalarsWritesThem() {
        assertThat(written(bool(true))).isEqualTo("true");
        assertThat(written(bool(false))).isEqualTo("false");
        assertThat(written(nothing())).isEqualTo("null");
        assertThat(written(integer(-5))).isEqualTo("-5");
        assertThat(written(ValueNode.timestamp("2024-01-01T00:00:00.5Z", Position.NONE)))
                .isEqualTo("\"2024-01-01T00:00:00.5Z\"");
    }

    @Test
    void writePlainWhenStringEscapesWhatGoEscapes() {
        assertThat(written(ValueNode.string("\"\\/\b\f\n\r\t\0\u001f\u007f<>&'\u2027\u2028\u2029\u202aé😀\ufffd")))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\\u003c\\u003e\\u0026'"
                        + "\u2027\\u2028\\u2029\u202aé😀\ufffd\"");
    }

    @Test
    void writePlainWhenStringIsNotUtf8IsRefused() {
        ValueNode latin = ValueNode.ofCanonical(ValueNode.Type.STRING, new byte[] {'p', (byte) 0xE4}, Position.NONE);
        MapNode root = MapNode.of(entry("a", latin));
        refused(Reason.NOT_EXPRESSIBLE, "[\"a\"]", () -> this.store.writePlain(List.of(root)));
    }

    @Test
    void writePlainWhenNotOneDocumentIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writePlain(List.of()));
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writePlain(List.of(MapNode.EMPTY, MapNode.EMPTY)));
    }

    @Test
    void writePlainWhenNestedTooDeepIsRefused() {
        Node node = ListNode.of();
        for (int level = 0; level < 100_000; level++) {
            node = ListNode.of(node);
        }
        MapNode root = MapNode.of(entry("a", node));
        assertThat(catchThrowableOfType(SecretsException.class, () -> this.store.writePlain(List.of(root)))
                        .reason())
                .isEqualTo(Reason.NOT_EXPRESSIBLE);
    }

    @Test
    void writePlainWhenResultCouldNotBeReadAgainIsRefused() {
        List<Node> many = new ArrayList<>();
        for (int index = 0; index < 100_000; index++) {
            many.add(integer(1));
        }
        Node node = new ListNode(many, Position.NONE);
        for (int level = 0; level < 900; level++) {
            node = ListNode.of(node);
        }
        MapNode root = MapNode.of(entry("a", node));
        refused(Reason.LIMIT_EXCEEDED, "", () -> this.store.writePlain(List.of(root)));
    }

    @Test
    void writeValueWhenStringWritesItRaw() {
        assertThat(this.store.writeValue(ValueNode.string("a\n\"<"))).asString().isEqualTo("a\n\"<");
    }

    @Test
    void writeValueWhenOtherWritesJsonWithoutLineEnd() {
        assertThat(this.store.writeValue(integer(5))).asString().isEqualTo("5");
        assertThat(this.store.writeValue(nothing())).asString().isEqualTo("null");
        assertThat(this.store.writeValue(ListNode.of(integer(1), MapNode.of(entry("a", "b")))))
                .asString()
                .isEqualTo("[\n\t1,\n\t{\n\t\t\"a\": \"b\"\n\t}\n]");
    }

    @Test
    void usesReservedKeyWhenTopLevelHasSopsIsTrue() {
        assertThat(this.store.usesReservedKey(MapNode.of(entry("sops", nothing()))))
                .isTrue();
        assertThat(this.store.usesReservedKey(MapNode.of(entry("a", MapNode.of(entry("sops", ""))))))
                .isFalse();
    }

    @Test
    void readWhenNoBlockIsNotSealed() {
        refused(Reason.NOT_SEALED, "file", () -> this.store.read(source("{\"a\":{\"sops\":{}}}")));
    }

    @Test
    void readWhenTwoBlocksIsRefused() {
        refused(Reason.MALFORMED, "file:1:12", () -> this.store.read(source("{\"sops\":{},\"sops\":{}}")));
    }

    @Test
    void readWhenBlockIsNoMapIsRefused() {
        refused(Reason.MALFORMED, "file:1:8", () -> this.store.read(source("{\"a\":1,\"sops\":[]}")));
    }

    @Test
    void ofWhenIndentIsOutOfRangeIsRefused() {
        refused(Reason.INVALID_ARGUMENT, "", () -> Stores.of(Format.JSON, StoreOptions.DEFAULT.withIndent(-2)));
    }

    @Test
    void writePlainWhenIndentIsHugeIsRefusedInBoundedMemory() {
        Store huge = Stores.of(Format.JSON, StoreOptions.DEFAULT.withIndent(Integer.MAX_VALUE));
        refused(Reason.LIMIT_EXCEEDED, "", () -> huge.writePlain(List.of(MapNode.of(entry("a", "b")))));
    }
}
