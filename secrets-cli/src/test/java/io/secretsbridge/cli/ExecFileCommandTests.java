package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecFileCommandTests {

    private static final String FILE = "sealed.yaml";

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal(FILE, "a: tops3cret\n");
    }

    private void assertIsGone() {
        Path plain = Path.of(this.runner.read("seen.txt").strip());
        assertThat(plain.getParent()).doesNotExist();
    }

    @Test
    void execFileGivesThePlainFileThroughAPipeThatOnlyTheUserCanRead() {
        Result result = this.runner.run(
                "exec-file", FILE, "test -p {} && ls -l {} > mode.txt && echo {} > seen.txt && cat {} > out.txt");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(this.runner.read("out.txt")).isEqualTo("a: tops3cret\n");
        assertThat(this.runner.read("mode.txt")).startsWith("prw-------");
        assertThat(this.runner.read("seen.txt")).endsWith("/tmp-file\n");
        assertIsGone();
    }

    @Test
    void execFileWhenThereShallBeNoPipeGivesAFileThatCanBeReadTwice() {
        Result result = this.runner.run(
                "exec-file",
                FILE,
                "ls -l {} > mode.txt; ls -ld $(dirname {}) > folder.txt; echo {} > seen.txt; cat {} {} > out.txt",
                "--no-fifo",
                "--filename",
                "app.yaml");
        assertThat(result.code()).isZero();
        assertThat(this.runner.read("out.txt")).isEqualTo("a: tops3cret\na: tops3cret\n");
        assertThat(this.runner.read("mode.txt")).startsWith("-rw-------");
        assertThat(this.runner.read("folder.txt")).startsWith("drwx------");
        assertThat(this.runner.read("seen.txt")).endsWith("/app.yaml\n");
        assertIsGone();
    }

    @Test
    void execFileWhenTypeIsGivenWritesThatType() {
        this.runner.run("exec-file", "--output-type", "json", FILE, "cat {} > out.txt");
        assertThat(this.runner.read("out.txt")).isEqualTo("{\n\t\"a\": \"tops3cret\"\n}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--no-fifo"})
    void execFileWhenTheCommandFailsHasItsExitCodeAndLeavesNothing(String fifo) {
        Result result = this.runner.run(
                "exec-file", FILE, "echo {} > seen.txt; exit 7", fifo.isEmpty() ? "--no-fifo=false" : fifo);
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).isEmpty();
        assertIsGone();
    }

    @Test
    void execFileWhenASignalEndsTheCommandHasTheExitCodeOfAShell() {
        assertThat(this.runner.run("exec-file", FILE, "kill -TERM $$ {}").code())
                .isEqualTo(143);
    }

    @Test
    void execFileWhenTheCommandReadsOnlyTheBeginningOfAPipeEnds() {
        this.runner.seal("large.bin", "x".repeat(3_000_000));
        Result result = this.runner.run("exec-file", "large.bin", "echo {} > seen.txt; head -c 1 {} > out.txt");
        assertThat(result.code()).isZero();
        assertThat(this.runner.read("out.txt")).isEqualTo("x");
        assertIsGone();
    }

    @Test
    void execFileWhenTheCommandDoesNotSayWhereSaysSo() {
        Result result = this.runner.run("exec-file", FILE, "true");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("does not say {}").doesNotContain("tops3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "../b", "..", "."})
    void execFileWhenNameHasFoldersIsRefused(String name) {
        Result result = this.runner.run("exec-file", "--filename", name, FILE, "cat {} > out.txt");
        assertThat(result.code()).isEqualTo(1);
        assertThat(this.runner.names()).doesNotContain("out.txt");
    }

    @Test
    void execFileWhenUserIsUnknownIsRefused() {
        Result result = this.runner.run("exec-file", "--user", "no-such-user", FILE, "cat {} > out.txt");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no-such-user");
        assertThat(this.runner.names()).doesNotContain("out.txt");
    }

    @Test
    void execFileWhenItShallRunInTheBackgroundIsRefused() {
        Result result = this.runner.run("exec-file", "--background", FILE, "cat {} > out.txt");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--background");
    }

    @Test
    void execFileWhenFileIsMissingOrForeignHasItsCode() {
        assertThat(this.runner.run("exec-file", "none.yaml", "cat {}").code()).isEqualTo(2);
        assertThat(this.runner.run("exec-file", FILE).code()).isEqualTo(1);
        this.runner.unset("SOPS_AGE_KEY");
        assertThat(this.runner.run("exec-file", FILE, "touch ran").code()).isEqualTo(128);
        assertThat(this.runner.names()).doesNotContain("ran");
    }
}
