package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code set} and {@code unset}. */
class SetCommandTests {

    private static final String FILE = "sealed.yaml";

    private CommandRunner runner;

    private String sealed;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal(FILE, "a: 1\nb:\n    c: tops3cret\n    list:\n        - x\n        - 2\n");
        this.sealed = this.runner.read(FILE);
    }

    private String plain() {
        return this.runner.run("decrypt", FILE).out();
    }

    @Test
    void setChangesOneValueAndKeepsTheOtherSeals() {
        Result result = this.runner.run("set", FILE, "[\"b\"][\"list\"][0]", "\"changed\"");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
        assertThat(plain()).isEqualTo("a: 1\nb:\n    c: tops3cret\n    list:\n        - changed\n        - 2\n");
        List<String> before = this.sealed.lines().toList();
        List<String> after = this.runner.read(FILE).lines().toList();
        assertThat(after).hasSameSizeAs(before);
        assertThat(after.get(0)).isEqualTo(before.get(0));
        assertThat(after.get(2)).isEqualTo(before.get(2));
        assertThat(after.get(4)).isNotEqualTo(before.get(4));
        assertThat(after.get(5)).isEqualTo(before.get(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1234567 | 1234567 | int",
                "9007199254740993 | 9007199254740993 | int",
                "1.5 | 1.5 | float",
                "true | true | bool",
                "null | null | ",
                "\"5\" | '\"5\"' | str"
            })
    void setWhenValueIsOfATypeKeepsIt(String json, String yaml, String type) {
        assertThat(this.runner.run("set", FILE, "[\"a\"]", json).code()).isZero();
        assertThat(plain()).startsWith("a: " + yaml + "\n");
        if (type != null) {
            assertThat(this.runner.read(FILE).lines().findFirst())
                    .hasValueSatisfying((line) -> assertThat(line).endsWith("type:" + type + "]"));
        }
    }

    /** As that tool does it, even though 1234567 then reads back as 1.234567e+06. */
    @Test
    void setWhenUnderTheNameSopsMakesFloatsAndRefusesLists() {
        this.runner.set("SECRETS_AS_SOPS", "1");
        assertThat(this.runner.run("set", FILE, "[\"a\"]", "1234567").code()).isZero();
        assertThat(plain()).startsWith("a: 1.234567e+06\n");
        assertThat(this.runner.run("set", FILE, "[\"a\"]", "9007199254740993").code())
                .isZero();
        assertThat(plain()).startsWith("a: 9007199254740993\n");
        assertThat(this.runner.run("set", FILE, "[\"a\"]", "[1]").code()).isEqualTo(7);
    }

    @Test
    void setWhenValueIsAListOrMapSetsIt() {
        assertThat(this.runner
                        .run("set", FILE, "[\"b\"]", "[1, {\"k\": \"v\"}]")
                        .code())
                .isZero();
        assertThat(plain()).isEqualTo("a: 1\nb:\n    - 1\n    - k: v\n");
    }

    @Test
    void setWhenValueComesFromFileOrStandardInputReadsIt() {
        this.runner.write("value.json", "\"from a file\"\n");
        assertThat(this.runner
                        .run("set", "--value-file", FILE, "[\"a\"]", "value.json")
                        .code())
                .isZero();
        assertThat(plain()).startsWith("a: from a file\n");
        this.runner.in("\"from standard input\"\n");
        assertThat(this.runner.run("set", "--value-stdin", FILE, "[\"a\"]").code())
                .isZero();
        assertThat(plain()).startsWith("a: from standard input\n");
    }

    @Test
    void setWhenIdempotentWritesOnlyChanges() {
        assertThat(this.runner.run("set", "--idempotent", FILE, "[\"a\"]", "1").code())
                .isZero();
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
        assertThat(this.runner.run("set", "--idempotent", FILE, "[\"a\"]", "2").code())
                .isZero();
        assertThat(plain()).startsWith("a: 2\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a\"] | x | 7",
                "[\"a\"] | '' | 7",
                "a | 1 | 7",
                "'' | 1 | 7",
                "[] | 1 | 7",
                "[\"b\"][0] | 1 | 7",
                "[\"b\"][\"list\"][-1] | 1 | 7",
                "[\"b\"][\"list\"][\"k\"] | 1 | 7",
                "[\"sops\"] | 1 | 203"
            })
    void setWhenPathOrValueIsWrongLeavesTheFile(String path, String value, int code) {
        Result result = this.runner.run("set", FILE, path, value);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).isNotEmpty().doesNotContain("Exception").doesNotContain("tops3cret");
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }

    @Test
    void setWhenValueIsNoJsonDoesNotShowIt() {
        Result result = this.runner.run("set", FILE, "[\"a\"]", "hunter2");
        assertThat(result.err()).doesNotContain("hunter2").contains("not valid JSON");
    }

    @ParameterizedTest
    @CsvSource({"set, 100", "'set sealed.yaml', 100", "'set none.yaml [\"a\"] 1', 2", "'unset sealed.yaml', 100"})
    void setWhenArgumentsAreMissingHasTheCodeOfSops(String line, int code) {
        assertThat(this.runner.run(line.split(" ")).code()).isEqualTo(code);
    }

    @Test
    void setWhenInTheOlderFormTakesPathAndValueInOne() {
        assertThat(this.runner.run("--set", "[\"a\"] {\"x\": \"] y\"}", FILE).code())
                .isZero();
        assertThat(plain()).startsWith("a:\n    x: '] y'\n");
        assertThat(this.runner.run("--set", "[\"a\"]5", FILE).code()).isEqualTo(7);
    }

    @Test
    void unsetRemovesAKey() {
        assertThat(this.runner.run("unset", FILE, "[\"b\"][\"list\"]").code()).isZero();
        assertThat(plain()).isEqualTo("a: 1\nb:\n    c: tops3cret\n");
        assertThat(this.runner.read(FILE).lines().findFirst())
                .isEqualTo(this.sealed.lines().findFirst());
    }

    @Test
    void unsetWhenNothingIsThereFailsUnlessIdempotent() {
        Result result = this.runner.run("unset", FILE, "[\"q\"]");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains(FILE).contains("[\"q\"]");
        assertThat(this.runner.run("unset", "--idempotent", FILE, "[\"q\"]").code())
                .isZero();
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }
}
