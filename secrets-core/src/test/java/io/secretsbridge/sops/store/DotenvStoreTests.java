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

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DotenvStoreTests {

    private final Store store = Stores.of(Format.DOTENV);

    private String written(MapNode.Item... items) {
        return write(this.store, MapNode.of(items));
    }

    private void notExpressible(String place, MapNode.Item... items) {
        refused(Reason.NOT_EXPRESSIBLE, place, () -> this.store.writePlain(List.of(MapNode.of(items))));
    }

    @Test
    void readPlainWhenLinesKeepsTheirOrderAndDropsEmptyOnes() {
        assertThat(readOne(this.store, "# top\n\nB=1\nA=\n#\nB=2"))
                .isEqualTo(MapNode.of(
                        new CommentNode(" top"),
                        entry("B", "1"),
                        entry("A", ""),
                        new CommentNode(""),
                        entry("B", "2")));
    }

    @Test
    void readPlainWhenLineHasQuotesSpacesExportOrCarriageReturnKeepsThem() {
        assertThat(readOne(this.store, "foo = \"x\" # no comment\nexport A='b'\r\n #x=y\n=z\nK=a=b"))
                .isEqualTo(MapNode.of(
                        entry("foo ", " \"x\" # no comment"),
                        entry("export A", "'b'\r"),
                        entry(" #x", "y"),
                        entry("", "z"),
                        entry("K", "a=b")));
    }

    @Test
    void readPlainWhenBackslashNReadsLineEnd() {
        assertThat(readOne(this.store, "A=\\na\\\\nb\\x\\")).isEqualTo(MapNode.of(entry("A", "\na\\\nb\\x\\")));
    }

    @Test
    void readPlainWhenEmptyReadsOneEmptyDocument() {
        assertThat(readOne(this.store, "")).isEqualTo(MapNode.EMPTY);
    }

    @Test
    void readPlainWhenLinesGivesEveryNodeItsPlace() {
        MapNode root = readOne(this.store, "\n#c\nké=v");
        assertThat(root.items().get(0).position()).isEqualTo(new Position(2, 1));
        MapNode.Entry second = root.entries().get(0);
        assertThat(second.position()).isEqualTo(new Position(3, 1));
        assertThat(second.value().position()).isEqualTo(new Position(3, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {"A=1~hunter2|2:1", "export|1:1", "^ # no comment^|1:1", "A:1|1:1", "^~~\t^|3:1"})
    void readPlainWhenLineHasNoSignSaysWhereAndQuotesNothing(String lines, String place) {
        assertThat(refused(
                        Reason.MALFORMED,
                        "file:" + place,
                        () -> this.store.readPlain(source(lines.replace('~', '\n')))))
                .hasMessageNotContainingAny("hunter2", "export");
    }

    @Test
    void readPlainWhenValueIsNotUtf8KeepsItsBytes() {
        byte[] file = "A=p\u00e4ss\n".getBytes(StandardCharsets.ISO_8859_1);
        List<MapNode> branches = this.store.readPlain(source(file));
        assertThat(((ValueNode) branches.get(0).entries().get(0).value()).toByteArray())
                .containsExactly('p', 0xE4, 's', 's');
        assertThat(this.store.writePlain(branches)).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({"#é\u00e4, 1:3", "Aé\u00e4=b, 1:3"})
    void readPlainWhenKeyOrCommentIsNotUtf8SaysWhere(String line, String place) {
        String latin = line.replace("é", "\u00c3\u00a9");
        refused(
                Reason.MALFORMED,
                "file:" + place,
                () -> this.store.readPlain(source(latin.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Test
    void readPlainWhenAHundredThousandValuesTakesLinearTime() {
        String file = "KEY=a\\nb\n".repeat(100_000) + "C=" + "x\\n".repeat(1_000_000) + "\n";
        MapNode root = readOne(this.store, file);
        assertThat(root.entries()).hasSize(100_001);
        assertThat(write(this.store, root)).isEqualTo(file);
    }

    @Test
    void writePlainWhenStringsWritesOneLineEach() {
        assertThat(written(entry("A", "x\ny"), new CommentNode(" c"), entry("B ", " \"q\" ")))
                .isEqualTo("A=x\\ny\n# c\nB = \"q\" \n");
    }

    @Test
    void writePlainWhenOtherScalarsWritesTheirText() {
        assertThat(written(
                        entry("a", integer(-5)),
                        entry("b", bool(true)),
                        entry("c", nothing()),
                        entry("d", ValueNode.timestamp("2024-01-01T10:00:00.25+07:00", Position.NONE)),
                        entry("e", ValueNode.timestamp("2024-01-01T10:00:00Z", Position.NONE))))
                .isEqualTo("a=-5\nb=true\nc=<nil>\nd=2024-01-01T10:00:00+07:00\ne=2024-01-01T10:00:00Z\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "200000, 200000.0",
        "999999.5, 999999.5",
        "1000000, 1E+06",
        "1234567.5, 1.2345675E+06",
        "-2e10, -2E+10",
        "1.2345e-100, 1.2345E-100",
        "0.0001, 0.0001",
        "0.00001, 1E-05",
        "0, 0.0",
        "-0.0, -0.0",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void writePlainWhenFloatNeverLooksLikeAnInteger(double number, String text) {
        assertThat(written(entry("a", floating(number)))).isEqualTo("a=" + text + "\n");
    }

    @Test
    void writePlainWhenMapOrListIsRefused() {
        notExpressible("[\"b\"]", entry("a", "1"), entry("b", MapNode.EMPTY));
        notExpressible("[\"b\"]", entry("b", ListNode.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#a", "a=b", "a\nb"})
    void writePlainWhenKeyWouldBeReadAsSomethingElseIsRefused(String key) {
        notExpressible("[\"" + key.replace('\n', '?') + "\"]", entry(key, "v"));
    }

    @Test
    void writePlainWhenCommentHasLinesMakesEachAComment() {
        assertThat(written(new CommentNode("a\nPASSWORD=x\n"))).isEqualTo("#a\n#PASSWORD=x\n#\n");
    }

    @Test
    void writePlainWhenNotOneDocumentIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writePlain(List.of(MapNode.EMPTY, MapNode.EMPTY)));
    }

    @Test
    void writePlainWhenLiteralBackslashNWritesItAsSopsDoes() {
        assertThat(written(entry("A", "C:\\new"))).isEqualTo("A=C:\\new\n");
    }

    @Test
    void writeValueWhenStringWritesItRaw() {
        assertThat(this.store.writeValue(ValueNode.string("a\nb"))).asString().isEqualTo("a\nb");
    }

    @Test
    void writeValueWhenNoStringIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writeValue(integer(1)));
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writeValue(ListNode.of()));
    }

    @Test
    void usesReservedKeyWhenAKeyHasThePrefixIsTrue() {
        assertThat(this.store.usesReservedKey(MapNode.of(entry("sops_x", "")))).isTrue();
        assertThat(this.store.usesReservedKey(MapNode.of(entry("sops", ""), entry("SOPS_X", ""))))
                .isFalse();
    }

    @Test
    void readWhenNoPrefixedKeyIsNotSealed() {
        refused(Reason.NOT_SEALED, "file", () -> this.store.read(source("A=1\nsops=x\n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sops_mac=a~sops_mac=b|2:1",
                "sops_age__list_0__map_enc=a~sops_age__list_2__map_enc=b|1:1",
                "sops_age__list_1__map_enc=a|1:1",
                "sops_age__list_x=a|1:1",
                "sops_age__list_-1=a|1:1",
                "sops_age__list_=a|1:1",
                "sops_age__list_99999999999=a|1:1",
                "sops_age=a~sops_age__list_0__map_enc=b|1:1",
                "A=1~sops_age__map_a=a~sops_age__list_0=b|2:1"
            })
    void readWhenFlatBlockHasGapsRepeatsOrMixedKindsIsRefused(String lines, String place) {
        refused(Reason.MALFORMED, "file:" + place, () -> this.store.read(source(lines.replace('~', '\n'))));
    }

    @Test
    void readWhenFlatBlockIsNestedWithoutEndIsRefused() {
        refused(
                Reason.MALFORMED,
                "file:1:1",
                () -> this.store.read(source("sops_a" + "__map_a".repeat(1_000_000) + "=x")));
    }
}
