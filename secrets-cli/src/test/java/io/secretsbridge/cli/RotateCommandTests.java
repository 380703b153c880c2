package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rotate} and {@code groups}. */
class RotateCommandTests {

    private static final String FILE = "sealed.yaml";

    private static final String PLAIN = "a: 1\nb: tops3cret\n";

    private CommandRunner runner;

    private String sealed;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal(FILE, PLAIN);
        this.sealed = this.runner.read(FILE);
    }

    private String plain() {
        return this.runner.run("decrypt", FILE).out();
    }

    private List<String> recipients() {
        return this.runner
                .read(FILE)
                .lines()
                .map(String::strip)
                .filter((line) -> line.startsWith("recipient: "))
                .map((line) -> line.substring("recipient: ".length()))
                .toList();
    }

    @Test
    void rotatePrintsAFileUnderANewKeyAndLeavesTheOld() {
        Result result = this.runner.run("rotate", FILE);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
        assertThat(result.out().lines().findFirst())
                .isNotEqualTo(this.sealed.lines().findFirst());
        this.runner.write(FILE, result.out());
        assertThat(plain()).isEqualTo(PLAIN);
    }

    @Test
    void rotateWhenInPlaceKeepsTheMode() throws IOException {
        Files.setPosixFilePermissions(this.runner.path(FILE), PosixFilePermissions.fromString("rw-r-----"));
        Result result = this.runner.run("rotate", "-i", "--add-age", CommandRunner.FOREIGN, FILE);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(recipients()).containsExactly(CommandRunner.RECIPIENT, CommandRunner.FOREIGN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.runner.path(FILE))))
                .isEqualTo("rw-r-----");
        assertThat(plain()).isEqualTo(PLAIN);
        assertThat(this.runner.names()).doesNotContain(".tmp");
    }

    @Test
    void rotateWhenKeyIsRemovedWritesTheFileWithoutIt() {
        this.runner.run("rotate", "-i", "--add-age", CommandRunner.FOREIGN, FILE);
        Result result = this.runner.run("-r", "-i", "--rm-age", CommandRunner.FOREIGN, FILE);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(recipients()).containsExactly(CommandRunner.RECIPIENT);
    }

    @Test
    void rotateWhenKeyToRemoveIsNotThereSaysSo() {
        Result result = this.runner.run("rotate", "-i", "--rm-age", CommandRunner.FOREIGN, FILE);
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("--rm-age").contains("none was removed");
    }

    @Test
    void rotateWhenLastKeyIsRemovedLeavesTheFile() {
        Result result = this.runner.run("rotate", "-i", "--rm-age", CommandRunner.RECIPIENT, FILE);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("empty key group provided");
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }

    /** Whoever has no provider for a kind can still take its keys out of a file. */
    @Test
    void rotateWhenKeyHasNoProviderRemovesIt() {
        String arn = "arn:aws:kms:eu-west-1:111122223333:key/1234";
        this.runner.write(
                FILE,
                this.sealed.replace(
                        "sops:\n",
                        "sops:\n    other_kms:\n        - id: " + arn
                                + "\n          enc: AAAA\n    hckms:\n        - key_id: eu:1\n"
                                + "          created_at: \"2020-01-01T00:00:00Z\"\n          enc: AAAA\n"));
        Result kept = this.runner.run("rotate", "-i", FILE);
        assertThat(kept.code()).isEqualTo(1);
        // Both keys are tried at the same time, and the first failure is told.
        assertThat(kept.err()).containsAnyOf("hckms eu:1", "other_kms " + arn).contains("not supported");
        Result added = this.runner.run("rotate", "-i", "--add-hckms", "eu:2", FILE);
        assertThat(added.code()).isEqualTo(1);
        assertThat(added.err()).contains("--add-hckms");
        Result removed = this.runner.run("rotate", "-i", "--rm-hckms", "eu:1", FILE);
        assertThat(removed.err()).contains("other_kms " + arn).doesNotContain("hckms eu:1");
    }

    @ParameterizedTest
    @CsvSource({
        "'rotate', 100",
        "'rotate none.yaml', 2",
        "'rotate --add-age x none.yaml', 49",
        "'-r none.yaml', 100",
        "'-r --rm-pgp x none.yaml', 49",
        "'-r -d sealed.yaml', 8",
        "'rotate -i --output x sealed.yaml', 8",
        "'rotate --add-age nonsense sealed.yaml', 1",
        "'rotate --encryption-context nonsense sealed.yaml', 6",
        "'rotate --decryption-order age,age sealed.yaml', 112",
        "'--add-age x sealed.yaml', 1",
        "'groups', 0",
        "'groups nonsense', 1",
        "'groups add --age x', 2",
        "'groups add --file none.yaml --age x', 2",
        "'groups add --file sealed.yaml --age nonsense', 1",
        "'groups add --file sealed.yaml', 1",
        "'groups add --file sealed.yaml x', 1",
        "'groups delete --file sealed.yaml', 1",
        "'groups delete --file sealed.yaml x', 1",
        "'groups delete --file sealed.yaml 0', 1",
        "'groups delete --file sealed.yaml 5', 1"
    })
    void runWhenSomethingIsWrongHasTheCodeOfSops(String line, int code) {
        Result result = this.runner.run(line.split(" "));
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).doesNotContain("Exception").doesNotContain("tops3cret");
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }

    @Test
    void groupsAddAndDeleteKeepValuesAndMac() {
        Result added = this.runner.run(
                "groups",
                "add",
                "-i",
                "--file",
                FILE,
                "--age",
                CommandRunner.FOREIGN,
                "--age",
                CommandRunner.RECIPIENT,
                "--shamir-secret-sharing-threshold",
                "2");
        assertThat(added.err()).isEmpty();
        assertThat(this.runner.read(FILE)).contains("shamir_threshold: 2", "key_groups:");
        assertThat(seals(this.runner.read(FILE))).isEqualTo(seals(this.sealed));
        assertThat(plain()).isEqualTo(PLAIN);
        Result refused = this.runner.run("groups", "delete", "-i", "--file", FILE, "0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("impossible to satisfy");
        Result deleted = this.runner.run(
                "groups", "delete", "-i", "--file", FILE, "0", "--shamir-secret-sharing-threshold", "1");
        assertThat(deleted.err()).isEmpty();
        assertThat(recipients()).containsExactly(CommandRunner.FOREIGN, CommandRunner.RECIPIENT);
        assertThat(seals(this.runner.read(FILE))).isEqualTo(seals(this.sealed));
        assertThat(plain()).isEqualTo(PLAIN);
    }

    private static List<String> seals(String text) {
        return text.lines()
                .map(String::strip)
                .filter((line) -> line.contains("ENC[AES") || line.startsWith("lastmodified"))
                .toList();
    }

    @Test
    void groupsWhenAloneListsItsCommands() {
        assertThat(this.runner.run("groups").out()).contains("groups add", "groups delete");
        assertThat(this.runner.run("help", "groups", "add").out()).contains("--age");
        assertThat(this.runner.run("groups", "add", "--help").out()).contains("--age");
    }
}
