package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsCommandTests {

    /** What a terminal of a common size shows at once. */
    private static final int SCREEN_LINES = 48;

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "help",
                "help init",
                "help encrypt",
                "encrypt --help",
                "decrypt -h",
                "decrypt file -h",
                "edit --help",
                "filestatus --help",
                "init --help",
                "--help encrypt"
            })
    void helpFitsAScreenAndShowsExamples(String line) {
        Result result = this.runner.run(line.split(" "));
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Usage: secrets", "  secrets ");
        assertThat(result.out().lines().count()).isLessThanOrEqualTo(SCREEN_LINES);
        assertThat(result.out().lines())
                .allSatisfy((text) -> assertThat(text.length()).isLessThanOrEqualTo(Texts.WIDTH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-v", "-version", "--version encrypt", "--disable-version-check --version"})
    void versionIsPrinted(String line) {
        assertThat(this.runner.run(line.split(" ")).out())
                .matches("secrets \\S+ \\(files as of sops \\d+\\.\\d+\\.\\d+\\)\n");
    }

    @Test
    void versionUnderTheNameSopsIsInItsForm() {
        assertThat(this.runner.set("SECRETS_AS_SOPS", "1").run("--version").out())
                .matches("sops \\d+\\.\\d+\\.\\d+\n");
    }

    @ParameterizedTest
    @CsvSource({
        "edti, edit",
        "decyrpt, decrypt",
        "encrpyt, encrypt",
        "help inti, init",
        "--hlep, --help",
        "nonsense, --help"
    })
    void runWhenAWordIsMisspeltSuggestsTheOneThatWasMeant(String line, String meant) {
        Result result = this.runner.run(line.split(" "));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(meant);
        assertThat(this.runner.names()).isEmpty();
    }

    @Test
    void runWhenNothingIsSaidSaysHowToBegin() {
        Result result = this.runner.run();
        assertThat(result.code()).isEqualTo(100);
        assertThat(result.err()).contains("secrets init", "--help");
    }

    @Test
    void runWhenBothOlderFormsAreGivenFails() {
        assertThat(this.runner.run("-e", "-d", "file").code()).isEqualTo(8);
    }

    @Test
    void runWhenAnArgumentHoldsControlCharactersDoesNotEchoThem() {
        assertThat(this.runner.run("--\u001b[31mred").err()).doesNotContain("\u001b");
        assertThat(this.runner.run("decrypt", "\u001b[31m.yaml").err()).doesNotContain("\u001b");
    }

    @Test
    void runWhenAFileNameCannotBeOneFails() {
        Result result = this.runner.run("decrypt", "a\0b");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("is no file name");
    }
}
