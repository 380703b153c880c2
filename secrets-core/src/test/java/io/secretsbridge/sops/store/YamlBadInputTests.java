package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.readOne;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad YAML gives one clear error with its place and without its content, in little time, memory and stack. */
@Timeout(60)
class YamlBadInputTests {

    private static final int MEGABYTE = 1024 * 1024;

    /** Less than the 1 MiB that threads have. */
    private static final int STACK = 768 * 1024;

    private final Store store = Stores.of(Format.YAML);

    private SecretsException refusedAt(String place, String yaml) {
        return refused(Reason.MALFORMED, place, () -> this.store.readPlain(source(yaml)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# only\n", "\n\n", "   ", "# a\n\n# b", "\uFEFF"})
    void readWhenFileHoldsNoDocumentIsRefused(String yaml) {
        assertThat(refusedAt("file:1:1", yaml).problem()).contains("no document");
    }

    @Test
    void readWhenBytesAreNotUtf8IsRefusedWhereTheyAre() {
        for (byte[] bad : new byte[][] {
            {(byte) 0xFF}, {(byte) 0xC3}, {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
        }) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes("é: 1\nb: é".getBytes(StandardCharsets.UTF_8));
            file.writeBytes(bad);
            Source source = source(file.toByteArray());
            assertThat(refused(Reason.MALFORMED, "file:2:5", () -> this.store.readPlain(source))
                            .problem())
                    .isEqualTo("the file is not UTF-8 text");
        }
    }

    @Test
    void readWhenUtf16EndsInsideACharacterIsRefused() {
        byte[] odd = {(byte) 0xFF, (byte) 0xFE, 'a', 0, ':', 0, ' '};
        refused(Reason.MALFORMED, "file:1:3", () -> this.store.readPlain(source(odd)));
    }

    @ParameterizedTest
    @CsvSource({
        "'a:\n\tb: 1', file:2:1",
        "'a: 1\n\tb: 1', file:2:1",
        "'- x\n\t- y', file:2:1",
        "'\ta: 1', file:1:1",
        "'a:\n  b: 1\n\tc: 1', file:3:1"
    })
    void readWhenIndentationIsATabIsRefused(String yaml, String place) {
        assertThat(refusedAt(place, yaml).problem()).contains("tab");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 0x1B, 0x7F, 0x80, 0x9F, 0xFFFE, 0xFFFF})
    void readWhenFileHoldsAControlCharacterIsRefused(int codePoint) {
        String bad = Character.toString(codePoint);
        refusedAt("file:2:5", "a: 1\nb: \"" + bad + "\"\n");
        refusedAt("file:2:3", "a: 1\n# " + bad + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'a: \"x', file:1:6",
        "'a: ''x\nb: 1\n', file:3:1",
        "'a: [1, 2', file:1:9",
        "'a: {b: 1', file:1:9",
        "'a: b: c', file:1:5",
        "'a: [1\nb: 2]', file:2:2",
        "'a\nb: 1', file:2:2",
        "'a: \"\\q\"', file:1:6",
        "'a: \"\\xZZ\"', file:1:7",
        "'a: &', file:1:5",
        "'a: *', file:1:5",
        "'a: @x', file:1:4",
        "'a: `x', file:1:4",
        "'a: !x!y z', file:1:4",
        "'a: |x\n  y', file:1:5",
        "'a: - b', file:1:4",
        "'a: 1\n b: 2', file:2:3",
        "'a:\n    b: 1\n  c: 2', file:3:3",
        "'- a\nb: 1', file:2:1",
        "'a: 1\n%X y', file:2:1",
        "'a: 1\n---\nb', file:3:1",
        "'a: \"\\/\"', file:1:4",
        "'a: \"\\ud83d\"', file:1:4",
        "'%YAML 1.2\n---\na: 1', file:1:1",
        "'a: [x, !!str, \"y\"]', file:1:13"
    })
    void readWhenSyntaxIsWrongIsRefusedWithAPlace(String yaml, String place) {
        assertThat(refusedAt(place, yaml).problem()).isNotEqualTo("this is not YAML");
    }

    @Test
    void readWhenAliasesMultiplyIsRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 12; level++) {
            laughs.append("a%d: &a%d [".formatted(level, level))
                    .append(("*a" + (level - 1) + ",").repeat(9))
                    .append("]\n");
        }
        refused(Reason.LIMIT_EXCEEDED, "file:7:10", () -> this.store.readPlain(source(laughs.toString())));
        String quadratic = "a: &a [" + "x,".repeat(20_000) + "]\nb: [" + "*a,".repeat(20_000) + "]\n";
        assertThat(refused(Reason.LIMIT_EXCEEDED, "file:2:152", () -> this.store.readPlain(source(quadratic)))
                        .problem())
                .contains("aliases");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[1, [", "{a: ", "{a: [", "- ", "? ", "- ? ", "!!seq [", "&a ["})
    void readWhenNestedTooDeepIsRefused(String opening) {
        String yaml = opening.startsWith("[") || opening.startsWith("{") ? "a: " : "";
        SecretsException[] thrown = new SecretsException[1];
        onSmallStack(() -> {
            try {
                this.store.readPlain(source(yaml + opening.repeat(10_000)));
            } catch (SecretsException ex) {
                thrown[0] = ex;
            }
        });
        assertThat(thrown[0]).isNotNull();
        assertThat(thrown[0].reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(thrown[0].location().column()).isPositive();
    }

    @Test
    void readWhenBlockMapsAreNestedTooDeepIsRefused() {
        StringBuilder yaml = new StringBuilder();
        for (int depth = 0; depth < 1_100; depth++) {
            yaml.append(" ".repeat(depth)).append("k:\n");
        }
        refused(Reason.LIMIT_EXCEEDED, "file:1001:1001", () -> this.store.readPlain(source(yaml.toString())));
    }

    @Test
    void readAndWriteWhenNestedJustAsDeepAsAllowedWorksOnASmallStack() {
        String yaml = "a: " + "[".repeat(999) + "]".repeat(999) + "\n";
        onSmallStack(() -> {
            List<MapNode> read = this.store.readPlain(source(yaml));
            assertThat(this.store.writePlain(read)).asString().endsWith("- []\n");
        });
    }

    private static void onSmallStack(Runnable task) {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, task, "small stack", STACK);
        thread.setUncaughtExceptionHandler((dying, ex) -> thrown[0] = ex);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException ex) {
            throw new AssertionError(ex);
        }
        assertThat(thrown[0]).isNull();
    }

    @Test
    void readWhenLinesAreLongReadsThem() {
        String text = "x".repeat(MEGABYTE);
        assertThat(readOne(this.store, "a: " + text)).isEqualTo(MapNode.of(entry("a", text)));
        assertThat(readOne(this.store, "a: \"" + text + "\"")).isEqualTo(MapNode.of(entry("a", text)));
        assertThat(readOne(this.store, "a: >-\n  " + "x y ".repeat(MEGABYTE / 4))
                        .items())
                .hasSize(1);
        assertThat(readOne(this.store, "a: x #" + text).items()).hasSize(2);
        assertThat(readOne(this.store, "? " + text + "\n: x")).isEqualTo(MapNode.of(entry(text, "x")));
        assertThat(readOne(this.store, "a: [" + "x, ".repeat(MEGABYTE / 4) + "]")
                        .items())
                .hasSize(1);
        refusedAt("file:1:1048577", "a".repeat(MEGABYTE) + ": x");
        refusedAt("file:1:" + (5 + MEGABYTE), "a: \"" + text);
    }

    @Test
    void readWhenThereAreManyLinesOfAnyKindTakesLinearTime() {
        assertThat(readOne(this.store, "# c\n".repeat(100_000) + "a: x").items())
                .hasSize(100_001);
        assertThat(readOne(this.store, "a: x" + " ".repeat(100) + "\n".repeat(MEGABYTE))
                        .items())
                .hasSize(1);
        assertThat(readOne(this.store, "a:\n" + "- x # c\n".repeat(100_000)).items())
                .hasSize(1);
        assertThat(readOne(this.store, "a: |\n" + "  x\n".repeat(200_000)).items())
                .hasSize(1);
        assertThat(this.store.readPlain(source("---\n".repeat(100_000)))).hasSize(100_000);
        StringBuilder comments = new StringBuilder("a: x\n");
        for (int indent = 0; indent < 2_000; indent++) {
            comments.append(" ".repeat(indent)).append("# c\n\n");
        }
        assertThat(readOne(this.store, comments.toString()).items()).hasSizeGreaterThan(1);
    }

    @Test
    void readWhenFileEndsInsideAHexadecimalEscapeIsRefused() {
        refusedAt("file:1:3", "a: \"\\x");
    }
}
