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
class IniStoreTests {

    private final Store store = Stores.of(Format.INI);

    private static MapNode.Entry section(String name, MapNode.Item... items) {
        return entry(name, MapNode.of(items));
    }

    /** Reads the items of the default section. */
    private MapNode keys(String ini) {
        MapNode root = readOne(this.store, ini);
        assertThat(root.entries()).hasSize(1);
        return (MapNode) root.entries().get(0).value();
    }

    private String written(MapNode.Item... sections) {
        return write(this.store, MapNode.of(sections));
    }

    private void notExpressible(String place, MapNode.Item... sections) {
        refused(Reason.NOT_EXPRESSIBLE, place, () -> this.store.writePlain(List.of(MapNode.of(sections))));
    }

    @Test
    void readPlainWhenSectionsKeepsThemInOrderAfterTheDefaultOne() {
        assertThat(readOne(this.store, "a=1\n[x]\nb : 2\n[ y ]\n[x]\nb=3\n"))
                .isEqualTo(MapNode.of(
                        section("DEFAULT", entry("a", "1")),
                        section("x", entry("b", "2")),
                        section(" y "),
                        section("x", entry("b", "3"))));
    }

    @Test
    void readPlainWhenEmptyHasAnEmptyDefaultSection() {
        assertThat(readOne(this.store, "")).isEqualTo(MapNode.of(section("DEFAULT")));
    }

    @Test
    void readPlainWhenKeyRepeatsTheLastValueCounts() {
        assertThat(keys("a=1\nb=2\na=3")).isEqualTo(MapNode.of(entry("a", "3"), entry("b", "2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "k = v|v",
                "k=  a b|a b",
                "k = \"a\"|a",
                "k = 'a'|a",
                "k = \"a\" b|\"a\" b",
                "k = 'a'b'|'a'b'",
                "k = `a # b ; c`|a # b ; c",
                "k = `a` rest`b|a` rest",
                "k = %(x)s|%(x)s",
                "k = a=b:c|a=b:c",
                "k : a=b|a=b",
                "k = \"\"\"a\"b\"\"\"|a\"b",
                "k = \"\"\"|\"\"\"",
                "k = \"a|\"a"
            })
    void readPlainWhenValueIsQuotedTakesTheQuotesAway(String line, String value) {
        MapNode.Entry entry = keys(line).entries().get(0);
        assertThat(((ValueNode) entry.value()).text()).isEqualTo(value);
    }

    @Test
    void readPlainWhenValueHasSpaceInQuotesKeepsIt() {
        assertThat(keys("k = \" a \"")).isEqualTo(MapNode.of(entry("k", " a ")));
    }

    @Test
    void readPlainWhenValueHasLinesInTripleOrBackQuotesKeepsThem() {
        assertThat(keys("k = \"\"\"a\n b \n\"\"\"\nl=`c\r\nd`\n"))
                .isEqualTo(MapNode.of(entry("k", "a\n b \n"), entry("l", "c\r\nd")));
    }

    @Test
    void readPlainWhenLineEndsInBackslashContinues() {
        assertThat(keys("k = a \\\n   b # c\\\n d\nl=e\\\n\n"))
                .isEqualTo(MapNode.of(entry("k", "a b # cd"), entry("l", "e")));
    }

    @Test
    void readPlainWhenKeyIsQuotedTakesTheQuotesAway() {
        assertThat(keys("\"a=b\" = 1\n`c:\"d` = 2\n\"\"\"e`f\"\"\" = 3\n"))
                .isEqualTo(MapNode.of(entry("a=b", "1"), entry("c:\"d", "2"), entry("e`f", "3")));
    }

    @Test
    void readPlainWhenKeyIsDashNumbersItWithinItsSection() {
        assertThat(readOne(this.store, "-=a\n-=b\n[s]\n-=c"))
                .isEqualTo(MapNode.of(
                        section("DEFAULT", entry("#1", "a"), entry("#2", "b")), section("s", entry("#1", "c"))));
    }

    @Test
    void readPlainWhenCommentsPutsThemFirstInSectionsAndBehindKeys() {
        assertThat(readOne(
                        this.store, "# before\n; second\nk=v # behind\n;; of section\n[s] ; beside\n#\na=b\n; lost\n"))
                .isEqualTo(MapNode.of(
                        section("DEFAULT", entry("k", "v"), new CommentNode("before\n; second\n# behind")),
                        section("s", new CommentNode("of section\n; beside"), entry("a", "b"), new CommentNode(""))));
    }

    @Test
    void readPlainWhenByteOrderMarkSkipsIt() {
        assertThat(keys("\ufeffk=v")).isEqualTo(MapNode.of(entry("k", "v")));
    }

    @Test
    void readPlainWhenUtf16IsRefused() {
        refused(
                Reason.MALFORMED,
                "file:1:1",
                () -> this.store.readPlain(source("k=v".getBytes(StandardCharsets.UTF_16))));
    }

    @Test
    void readPlainWhenWhiteSpaceIsWideTrimsIt() {
        assertThat(keys("\u00a0\u3000k\u2003=\u2028v\u0085")).isEqualTo(MapNode.of(entry("k", "v")));
    }

    @Test
    void readPlainWhenKeysGivesEveryNodeItsPlace() {
        MapNode root = readOne(this.store, "\n[é]\n  ké =  v\n");
        MapNode.Entry section = root.entries().get(1);
        MapNode.Entry key = ((MapNode) section.value()).entries().get(0);
        assertThat(section.position()).isEqualTo(new Position(2, 1));
        assertThat(key.position()).isEqualTo(new Position(3, 3));
        assertThat(key.value().position()).isEqualTo(new Position(3, 9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a=1~hunter2|2:1",
                "[hunter2|1:1",
                "~ []|2:2",
                "=hunter2|1:1",
                ":hunter2|1:1",
                "\"hunter2|1:1",
                "`hunter2` x|1:1",
                "\"\" = hunter2|1:1",
                "a=1~k = `hunter2~~|2:5",
                "k = \"\"\"hunter2~\"\"|1:5"
            })
    void readPlainWhenNotIniSaysWhereAndQuotesNothing(String lines, String place) {
        assertThat(refused(
                        Reason.MALFORMED,
                        "file:" + place,
                        () -> this.store.readPlain(source(lines.replace('~', '\n')))))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readPlainWhenValueIsNotUtf8KeepsItsBytes() {
        byte[] file = "k = p\u00e4ss\u00a0\n".getBytes(StandardCharsets.ISO_8859_1);
        List<MapNode> branches = this.store.readPlain(source(file));
        assertThat(this.store.writePlain(branches)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"# \u00e4\nk=v", "\u00e4=v", "[\u00e4]"})
    void readPlainWhenNameOrCommentIsNotUtf8IsRefused(String ini) {
        refused(
                Reason.MALFORMED,
                "file:" + (ini.startsWith("#") ? 2 : 1) + ":1",
                () -> this.store.readPlain(source(ini.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Test
    void readPlainWhenAHundredThousandValuesTakesLinearTime() {
        String file = "key%d = `a # b`\n";
        StringBuilder ini = new StringBuilder();
        for (int index = 100_000; index < 200_000; index++) {
            ini.append(file.formatted(index));
        }
        ini.append("long_keys = \"\"\"").append("x\n".repeat(500_000)).append("\"\"\"\n");
        String text = ini.toString();
        assertThat(write(this.store, readOne(this.store, text))).isEqualTo(text);
    }

    @Test
    void writePlainWhenSectionsAlignsTheirSignsAndSeparatesThem() {
        assertThat(written(
                        section("DEFAULT", entry("a", "1"), entry("long", "2")),
                        section("s", entry("b", "")),
                        section("t")))
                .isEqualTo("a    = 1\nlong = 2\n\n[s]\nb = \n\n[t]\n");
    }

    @Test
    void writePlainWhenDefaultSectionIsFirstAndEmptyLeavesItOut() {
        assertThat(written(section("DEFAULT"), section("s"))).isEqualTo("[s]\n");
        assertThat(written(section("s"), section("DEFAULT"))).isEqualTo("[s]\n\n[DEFAULT]\n");
    }

    @Test
    void writePlainWhenCommentsPutsThemBeforeWhatTheyBelongTo() {
        assertThat(written(section(
                        "s",
                        new CommentNode("of section\n# two"),
                        entry("k", "v"),
                        new CommentNode("replaced"),
                        new CommentNode(" of key ; x\n;y"))))
                .isEqualTo("; of section\n# two\n[s]\n; of key ; x\n; y\nk = v\n");
    }

    @Test
    void writePlainWhenCommentHasAnEmptyLineWritesIt() {
        assertThat(written(section("s", new CommentNode("\n# b")))).isEqualTo("; \n# b\n[s]\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            value = {
                "a b|a b",
                "^ a^|\" a\"",
                "a#b|`a#b`",
                "a;b|`a;b`",
                "a`b|\"\"\"a`b\"\"\"",
                "a`#b|\"\"\"a`#b\"\"\"",
                "a~b|\"\"\"a~b\"\"\"",
                "~|\"\"\"~\"\"\"",
                "\"a b|\"a b",
                "a=b|a=b"
            })
    void writePlainWhenValueNeedsQuotesChoosesThemAsSopsDoes(String value, String form) {
        String text = value.replace('~', '\n');
        String ini = written(section("DEFAULT", entry("k", text)));
        assertThat(ini).isEqualTo("k = " + form.replace('~', '\n') + "\n");
        assertThat(keys(ini)).isEqualTo(MapNode.of(entry("k", text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a'", "\"a\"", "C:\\", "\\", "\"", "`a", "\"\"\"a", "'", "''", "\"\"\"", "\"\"\"\"\""})
    void writePlainWhenSopsWouldReadItsOwnFormAsSomethingElseWritesOneThatHolds(String value) {
        String ini = written(section("DEFAULT", entry("k", value), entry("l", "x")));
        assertThat(keys(ini)).isEqualTo(MapNode.of(entry("k", value), entry("l", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#1", ";a", "[a]", "a=b", "a:b", "a`b", "a\"b", "`", "\"", "a\"`b", "a b"})
    void writePlainWhenKeyNeedsQuotesWritesThem(String key) {
        String ini = written(section("DEFAULT", entry(key, "v"), entry("l", "x")));
        assertThat(keys(ini)).isEqualTo(MapNode.of(entry(key, "v"), entry("l", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", " a", "a ", "a\nb"})
    void writePlainWhenNoQuotesCarryAKeyIsRefused(String key) {
        notExpressible("[\"s\"][\"" + key.replace('\n', '?') + "\"]", section("s", entry(key, "v")));
    }

    @Test
    void writePlainWhenNoQuotesCarryAValueIsRefused() {
        notExpressible("[\"s\"][\"k\"]", section("s", entry("k", "a`\"\"\"b\nc")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb"})
    void writePlainWhenNameIsNoSectionIsRefused(String name) {
        notExpressible("[\"" + name.replace('\n', '?') + "\"]", section(name));
    }

    @Test
    void writePlainWhenFirstSectionIsNamedLikeTheDefaultOneKeepsItsName() {
        assertThat(written(section("default", entry("a", "b")))).isEqualTo("[default]\na = b\n");
    }

    @Test
    void writePlainWhenKeyRepeatsIsRefused() {
        notExpressible("[\"s\"][\"a\"]", section("s", entry("a", "1"), entry("a", "2")));
    }

    @Test
    void writePlainWhenNotSectionsOfScalarsIsRefused() {
        notExpressible("[\"a\"]", entry("a", "1"));
        notExpressible("[\"s\"][\"a\"]", section("s", entry("a", ListNode.of())));
        notExpressible("[\"s\"][\"a\"]", section("s", entry("a", MapNode.EMPTY)));
    }

    @Test
    void writePlainWhenOtherScalarsWritesTheirText() {
        assertThat(written(section(
                        "s",
                        entry("a", integer(5)),
                        entry("b", bool(false)),
                        entry("c", floating(1)),
                        entry("d", nothing()))))
                .isEqualTo("[s]\na = 5\nb = false\nc = 1.0\nd = <nil>\n");
    }

    @Test
    void writePlainWhenNotOneDocumentIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writePlain(List.of(MapNode.EMPTY, MapNode.EMPTY)));
    }

    @Test
    void writeValueWhenStringWritesItRawAndElseCompactJson() {
        assertThat(this.store.writeValue(ValueNode.string("a;b"))).asString().isEqualTo("a;b");
        assertThat(this.store.writeValue(ListNode.of(integer(1), bool(true), ListNode.of())))
                .asString()
                .isEqualTo("[1,true,[]]");
    }

    @Test
    void usesReservedKeyWhenASectionIsSopsIsTrue() {
        assertThat(this.store.usesReservedKey(MapNode.of(section("sops")))).isTrue();
        assertThat(this.store.usesReservedKey(MapNode.of(section("s", entry("sops", "")))))
                .isFalse();
    }

    @Test
    void readWhenNoSectionSopsIsNotSealed() {
        refused(Reason.NOT_SEALED, "file", () -> this.store.read(source("sops=1\n[a]\n")));
    }

    @Test
    void readWhenTwoSectionsSopsIsRefused() {
        refused(Reason.MALFORMED, "file:3:1", () -> this.store.read(source("[sops]\nmac=a\n[sops]\nmac=b\n")));
    }

    @Test
    void readWhenFlatBlockHasAGapIsRefused() {
        refused(Reason.MALFORMED, "file:2:1", () -> this.store.read(source("[sops]\nage__list_1__map_enc=a\n")));
    }
}
