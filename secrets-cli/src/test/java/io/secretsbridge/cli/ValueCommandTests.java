package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import io.secretsbridge.key.Prompt;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code value seal} and {@code value open}. */
class ValueCommandTests {

    private static final String NAME = "spring.datasource.password";

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
    }

    private String seal(String value) {
        Result result = this.runner.in(value).run("value", "seal", "--name", NAME, "--age", CommandRunner.RECIPIENT);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("ENC[TINK_V1,key:age:" + CommandRunner.RECIPIENT + ",")
                .endsWith("]\n");
        return result.out().strip();
    }

    private Result open(String sealed) {
        return this.runner.run("value", "open", "--name", NAME, sealed);
    }

    @Test
    void openWhenSealedUnderTheNamePrintsTheValue() {
        String sealed = seal("hunter2\n");
        assertThat(sealed).doesNotContain("hunter2", NAME);
        assertThat(open(sealed).out()).isEqualTo("hunter2");
        Result piped = this.runner.in(sealed + "\r\n").run("value", "open", "--name", NAME);
        assertThat(piped.out()).isEqualTo("hunter2");
        assertThat(piped.code()).isZero();
    }

    @Test
    void openWhenTheNameIsAnotherIsRefused() {
        Result result = this.runner.run("value", "open", "--name", "other", seal("hunter2"));
        assertThat(result.code()).isEqualTo(25);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("other: ").doesNotContain("hunter2");
    }

    @Test
    void openWhenTheTextIsNotExactlyASealedValueIsRefused() {
        String sealed = seal("hunter2");
        assertThat(open(sealed + " ").code()).isEqualTo(1);
        assertThat(open("hunter2").code()).isEqualTo(1);
        assertThat(this.runner
                        .in(sealed + "\n\n")
                        .run("value", "open", "--name", NAME)
                        .code())
                .isEqualTo(1);
        assertThat(this.runner
                        .run("value", "open", "--name", NAME, sealed, sealed)
                        .code())
                .isEqualTo(1);
    }

    @Test
    void openWhenNoKeyFitsHasTheCodeForIt() {
        String sealed = this.runner
                .in("x")
                .run("value", "seal", "--name", NAME, "--age", CommandRunner.FOREIGN)
                .out()
                .strip();
        assertThat(open(sealed).code()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | a",
                "a\\n | a",
                "a\\r\\n | a",
                "a\\n\\n | a\\n\\n",
                "a\\nb\\n | a\\nb\\n",
                "`  a ` | `  a `",
                "ä€😀 | ä€😀"
            })
    void sealWhenTheValueEndsWithANewlineKeepsWhatBelongsToIt(String given, String expected) {
        String sealed = seal(given.translateEscapes());
        assertThat(open(sealed).out()).isEqualTo(expected.translateEscapes());
    }

    @Test
    void sealWhenTheValueIsAnArgumentIsRefusedAndNotShown() {
        Result result = this.runner.run("value", "seal", "--name", NAME, "--age", CommandRunner.RECIPIENT, "hunter2");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("process lists").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void sealWhenThereIsNoValueIsRefused(String input) {
        Result result = this.runner.in(input).run("value", "seal", "--name", NAME, "--age", CommandRunner.RECIPIENT);
        assertThat(result.code()).isEqualTo(ExitCode.EMPTY.number());
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"value seal", "value open", "value seal --name x", "value nothing", "value"})
    void valueWhenSomethingIsMissingSaysSo(String line) {
        Result result = this.runner.unset("SOPS_AGE_RECIPIENTS").in("x").run(line.split(" "));
        assertThat(result.code()).isEqualTo(line.equals("value") ? 0 : 1);
        assertThat(result.err()).doesNotContain("Exception");
    }

    @Test
    void sealWhenThereIsARuleUsesItsKeys() {
        this.runner.write(
                ".sops.yaml", """
                creation_rules:
                  - path_regex: secrets\\.yaml$
                    age: %s,%s
                  - path_regex: prod\\.yaml$
                    age: %s
                  - path_regex: groups\\.yaml$
                    key_groups:
                      - age: [%1$s]
                      - age: [%2$s]
                """.formatted(CommandRunner.FOREIGN, CommandRunner.RECIPIENT, CommandRunner.FOREIGN));
        Result result = this.runner.in("hunter2").run("value", "seal", "--name", NAME);
        assertThat(result.out())
                .contains(",key:age:" + CommandRunner.FOREIGN + ",", ",key:age:" + CommandRunner.RECIPIENT + ",");
        assertThat(open(result.out().strip()).out()).isEqualTo("hunter2");
        Result other =
                this.runner.in("hunter2").run("value", "seal", "--name", NAME, "--filename-override", "prod.yaml");
        assertThat(other.out()).contains(CommandRunner.FOREIGN).doesNotContain(CommandRunner.RECIPIENT);
        Result groups =
                this.runner.in("hunter2").run("value", "seal", "--name", NAME, "--filename-override", "groups.yaml");
        assertThat(groups.code()).isEqualTo(1);
        assertThat(groups.err()).contains("key groups");
    }

    @Test
    void sealWhenAPersonSitsAtTheTerminalAsksWithoutShowing() {
        List<String> questions = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Prompt person = (question) -> {
            questions.add(question);
            return "typed ä".toCharArray();
        };
        Invocation invocation = new Invocation(
                "secrets",
                Map.of("SOPS_AGE_KEY", CommandRunner.IDENTITY),
                InputStream.nullInputStream(),
                out,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                this.runner.path("."),
                () -> true,
                () -> Optional.of(person));
        assertThat(SecretsCommand.run(
                        List.of("value", "seal", "--name", NAME, "--age", CommandRunner.RECIPIENT), invocation))
                .isZero();
        assertThat(questions).containsExactly("Value of " + NAME + " (not shown):");
        assertThat(open(out.toString(StandardCharsets.UTF_8).strip()).out()).isEqualTo("typed ä");
    }
}
