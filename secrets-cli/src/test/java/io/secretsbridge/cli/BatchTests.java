package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTests {

    private static final String PATTERN = "config/**/*.yaml";

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.write(
                ".sops.yaml", "creation_rules:\n  - path_regex: config/.*\n    age: " + CommandRunner.RECIPIENT + "\n");
        this.runner.write("config/a.yaml", "a: tops3cret-a\n");
        this.runner.write("config/deep/er/b.yaml", "b: tops3cret-b\n");
        this.runner.write("config/deep/c.env", "C=tops3cret-c\n");
        this.runner.write("config/.hidden/d.yaml", "d: 1\n");
        this.runner.write("config/readme.md", "nothing secret\n");
    }

    private void sealAll() {
        assertThat(this.runner.run("encrypt", "-i", PATTERN, "config/**/*.env").code())
                .isZero();
    }

    @Test
    void encryptWhenPatternFindsSeveralSealsEachInPlace() {
        Result result = this.runner.run("encrypt", "-i", PATTERN, "config/deep/*.env");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("config/a.yaml: sealed", "config/deep/er/b.yaml: sealed", "config/deep/c.env: sealed")
                .contains("3 files: 3 sealed, 0 failed")
                .doesNotContain("tops3cret");
        assertThat(this.runner.read("config/.hidden/d.yaml")).isEqualTo("d: 1\n");
        for (String file : new String[] {"config/a.yaml", "config/deep/er/b.yaml", "config/deep/c.env"}) {
            assertThat(this.runner.read(file)).contains("ENC[").doesNotContain("tops3cret");
        }
    }

    @Test
    void encryptWhenRunAgainLeavesWhatIsSealed() {
        sealAll();
        String sealed = this.runner.read("config/a.yaml");
        this.runner.write("config/new.yaml", "n: 1\n");
        Result result = this.runner.run("encrypt", "-i", "config/new.yaml", "config/a.yaml");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("2 files: 1 sealed, 1 sealed already, 0 failed");
        assertThat(this.runner.read("config/a.yaml")).isEqualTo(sealed);
    }

    @Test
    void encryptWhenOneFailsSealsTheOthers() {
        this.runner.write("config/broken.yaml", "a: [tops3cret\n");
        Result result = this.runner.run("encrypt", "-i", PATTERN);
        assertThat(result.code()).isEqualTo(11);
        assertThat(result.err())
                .contains("config/broken.yaml", "3 files: 2 sealed, 1 failed")
                .doesNotContain("tops3cret");
        assertThat(this.runner.read("config/broken.yaml")).isEqualTo("a: [tops3cret\n");
        assertThat(this.runner.read("config/a.yaml")).contains("ENC[");
    }

    @Test
    void encryptWhenFolderIsNamedIsRefused() {
        Result result = this.runner.run("encrypt", "-i", "config");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("'config/**/*.yaml'");
        assertThat(this.runner.read("config/a.yaml")).isEqualTo("a: tops3cret-a\n");
    }

    @Test
    void encryptWhenNoRuleFitsAFileThatWasFoundLeavesIt() {
        this.runner.write("x.yaml", "x: 1\n");
        Result result = this.runner.run("encrypt", "-i", "*.yaml", PATTERN);
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("x.yaml: under no rule");
        assertThat(this.runner.read("x.yaml")).isEqualTo("x: 1\n");
    }

    @Test
    void encryptWhenCheckFindsAPlainFileFailsAndWritesNothing() {
        Result result = this.runner.run("encrypt", "--check", PATTERN);
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.err()).contains("2 files: 2 not sealed, 0 failed");
        assertThat(this.runner.read("config/a.yaml")).isEqualTo("a: tops3cret-a\n");
        sealAll();
        assertThat(this.runner.run("encrypt", "--check", PATTERN).code()).isZero();
    }

    @Test
    void decryptWhenFolderIsNamedOpensAllThatIsSealed() {
        sealAll();
        Result result = this.runner.run("decrypt", "-i", "config");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("4 files: 3 opened, 1 no sealed file, 0 failed");
        assertThat(this.runner.read("config/a.yaml")).isEqualTo("a: tops3cret-a\n");
        assertThat(this.runner.read("config/deep/c.env")).isEqualTo("C=tops3cret-c\n");
        assertThat(this.runner.read("config/readme.md")).isEqualTo("nothing secret\n");
    }

    @Test
    void decryptWhenFileWasTamperedLeavesItAndOpensTheOthers() {
        sealAll();
        String tampered = this.runner.read("config/a.yaml").replaceFirst("data:...", "data:AAA");
        this.runner.write("config/a.yaml", tampered);
        Result result = this.runner.run("decrypt", "-i", PATTERN);
        assertThat(result.code()).isEqualTo(11);
        assertThat(this.runner.read("config/a.yaml")).isEqualTo(tampered);
        assertThat(this.runner.read("config/deep/er/b.yaml")).isEqualTo("b: tops3cret-b\n");
    }

    @Test
    void decryptWhenAPlainFileIsNamedItselfFails() {
        sealAll();
        this.runner.write("plain.yaml", "a: 1\n");
        assertThat(this.runner
                        .run("decrypt", "-i", "config/a.yaml", "plain.yaml")
                        .code())
                .isEqualTo(11);
    }

    @Test
    void decryptWhenCheckedWritesNothing() {
        sealAll();
        String sealed = this.runner.read("config/a.yaml");
        Result result = this.runner.run("decrypt", "--check", "config/a.yaml");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("1 file: 1 can be opened, 0 failed");
        assertThat(this.runner.read("config/a.yaml")).isEqualTo(sealed);
    }

    @Test
    void decryptWhenNoKeyFitsExplainsOnce() {
        sealAll();
        Result result = this.runner.unset("SOPS_AGE_KEY").run("decrypt", "-i", "config");
        assertThat(result.code()).isEqualTo(11);
        assertThat(result.err()).contains("3 failed").containsOnlyOnce("Group 1: FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--output=x", "--extract=[\"a\"]", "--filename-override=x", "--in-place=false"})
    void decryptWhenFlagIsForOneFileIsRefused(String flag) {
        sealAll();
        Result result = this.runner.run("decrypt", flag, "config/a.yaml", "config/deep/c.env");
        assertThat(result.code()).isEqualTo(8);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void rotateChangesEveryFile() {
        sealAll();
        String before = this.runner.read("config/a.yaml");
        Result result = this.runner.run("rotate", "--add-age", CommandRunner.FOREIGN, "-i", "config");
        assertThat(result.code()).isZero();
        assertThat(this.runner.read("config/a.yaml"))
                .contains(CommandRunner.FOREIGN)
                .isNotEqualTo(before);
        assertThat(this.runner.run("decrypt", "config/a.yaml").out()).isEqualTo("a: tops3cret-a\n");
    }

    @Test
    void updatekeysWhenCheckFindsOtherKeysFailsWithoutAnyKey() {
        sealAll();
        this.runner.write(
                ".sops.yaml",
                "creation_rules:\n  - age: " + CommandRunner.RECIPIENT + "," + CommandRunner.FOREIGN + "\n");
        this.runner.unset("SOPS_AGE_KEY");
        Result result = this.runner.run("updatekeys", "--check", "config");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out()).contains("config/a.yaml:\n", "+++ " + CommandRunner.FOREIGN);
        this.runner.set("SOPS_AGE_KEY", CommandRunner.IDENTITY);
        assertThat(this.runner.run("updatekeys", "-y", "config").code()).isZero();
        assertThat(this.runner.run("updatekeys", "--check", "config").code()).isZero();
    }

    @Test
    void updatekeysWhenSeveralAreNotToldYesAsksForEach() {
        sealAll();
        this.runner.write(
                ".sops.yaml",
                "creation_rules:\n  - age: " + CommandRunner.RECIPIENT + "," + CommandRunner.FOREIGN + "\n");
        Result result = this.runner.in("y\nn\n").run("updatekeys", "config/a.yaml", "config/deep/c.env");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("1 updated, 1 left as it is");
        assertThat(this.runner.read("config/a.yaml")).contains(CommandRunner.FOREIGN);
        assertThat(this.runner.read("config/deep/c.env")).doesNotContain(CommandRunner.FOREIGN);
    }

    @Test
    void runOnATerminalShowsABarAndNoLines() {
        Result result = this.runner.interactive().run("encrypt", "-i", PATTERN);
        assertThat(result.err())
                .contains("[###############...............] 1 of 2")
                .contains("2 files: 2 sealed")
                .doesNotContain("a.yaml: sealed");
    }

    @ParameterizedTest
    @CsvSource({"none/**/*.yaml, 100", "config/[a, 100", "empty, 100"})
    void decryptWhenNothingIsFoundIsRefused(String operand, int code) throws IOException {
        Files.createDirectories(this.runner.path("empty"));
        assertThat(this.runner.run("decrypt", "-i", operand).code()).isEqualTo(code);
    }

    @Test
    void encryptWhenNameLooksLikeAPatternAndThereIsSuchAFileTakesThat() {
        this.runner.write("config/[x].yaml", "x: 1\n");
        assertThat(this.runner.run("encrypt", "-i", "config/[x].yaml").code()).isZero();
        assertThat(this.runner.read("config/[x].yaml")).contains("ENC[");
    }

    @Test
    void decryptWhenLinkLeadsBackEnds() throws IOException {
        sealAll();
        Files.createSymbolicLink(this.runner.path("config/loop"), this.runner.path("config"));
        Files.createSymbolicLink(this.runner.path("config/self.yaml"), this.runner.path("config/self.yaml"));
        assertThat(this.runner.run("decrypt", "--check", PATTERN).err()).contains("2 files: 2 can be opened");
    }

    @Test
    void runAsSopsTakesOnlyTheFirstFile() {
        sealAll();
        this.runner.set("SECRETS_AS_SOPS", "1");
        Result result = this.runner.run("decrypt", "config/a.yaml", "config/deep/c.env");
        assertThat(result.out()).isEqualTo("a: tops3cret-a\n");
        assertThat(this.runner.run("decrypt", "--check", "config/a.yaml").code())
                .isEqualTo(1);
        assertThat(this.runner.run("decrypt", "-i", PATTERN).code()).isEqualTo(100);
    }

    @Test
    void writeKeepsTheModeOfEachFile() throws IOException {
        Files.setPosixFilePermissions(this.runner.path("config/a.yaml"), PosixFilePermissions.fromString("rw-r-----"));
        sealAll();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.runner.path("config/a.yaml"))))
                .isEqualTo("rw-r-----");
    }
}
