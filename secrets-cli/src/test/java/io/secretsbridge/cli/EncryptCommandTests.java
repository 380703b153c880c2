package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptCommandTests {

    private static final String PLAIN = "{\"a\": 1, \"b\": {\"password\": \"tops3cret\"}}";

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.write("plain.json", PLAIN);
    }

    private String decrypt(String name) {
        Result result = this.runner.run("decrypt", "--indent", "0", name);
        assertThat(result.err()).isEmpty();
        return result.out().replace("\n", "");
    }

    private void writeRules(String name, String rest) {
        this.runner.write(name, "creation_rules:\n  - age: " + CommandRunner.RECIPIENT + "\n" + rest);
    }

    @Test
    void encryptPrintsTheSealedFileAndNothingElse() {
        Result result = this.runner.run("encrypt", "--age", CommandRunner.RECIPIENT, "plain.json");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("ENC[AES256_GCM", "\"sops\"").doesNotContain("tops3cret");
        assertThat(this.runner.read("plain.json")).isEqualTo(PLAIN);
        this.runner.write("sealed.json", result.bytes());
        assertThat(decrypt("sealed.json")).isEqualTo("{\"a\": 1,\"b\": {\"password\": \"tops3cret\"}}");
    }

    @Test
    void encryptInPlaceReplacesTheFileAndKeepsItsMode() throws IOException {
        Files.setPosixFilePermissions(this.runner.path("plain.json"), PosixFilePermissions.fromString("rw-r-----"));
        Result result = this.runner.run("encrypt", "-i", "-a", CommandRunner.RECIPIENT, "plain.json");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(decrypt("plain.json")).contains("tops3cret");
        assertThat(Files.getPosixFilePermissions(this.runner.path("plain.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(this.runner.names()).containsExactly("plain.json");
    }

    @Test
    void encryptWhenRecipientsComeFromTheVariableTakesThem() {
        Result result = this.runner
                .set("SOPS_AGE_RECIPIENTS", CommandRunner.FOREIGN + ", " + CommandRunner.RECIPIENT)
                .run("encrypt", "plain.json");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains(CommandRunner.FOREIGN, CommandRunner.RECIPIENT);
    }

    @Test
    void encryptWhenReadingStandardInputTakesFormatAndRuleByTheName() {
        writeRules("conf/.sops.yaml", "    encrypted_regex: ^password$\n");
        Result result = this.runner.in(PLAIN).run("encrypt", "--filename-override", "conf/x.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("\"a\": 1", "\"encrypted_regex\": \"^password$\"");
    }

    @Test
    void encryptSearchesRulesFromTheFileUpwards() {
        writeRules("service/.sops.yaml", "");
        this.runner.write("service/src/main/plain.json", PLAIN);
        this.runner.write(".sops.yaml", "creation_rules:\n  - age: " + CommandRunner.FOREIGN + "\n");
        assertThat(this.runner.run("encrypt", "service/src/main/plain.json").out())
                .contains(CommandRunner.RECIPIENT);
        assertThat(this.runner.run("encrypt", "plain.json").out()).contains(CommandRunner.FOREIGN);
    }

    @Test
    void encryptUnderTheNameSopsSearchesRulesFromTheWorkingDirectory() {
        writeRules("service/.sops.yaml", "");
        this.runner.write("service/plain.json", PLAIN);
        this.runner.write(".sops.yaml", "creation_rules:\n  - age: " + CommandRunner.FOREIGN + "\n");
        assertThat(this.runner
                        .set("SECRETS_AS_SOPS", "1")
                        .run("encrypt", "service/plain.json")
                        .out())
                .contains(CommandRunner.FOREIGN);
    }

    @Test
    void encryptWhenConfigIsNamedTakesIt() {
        writeRules("other.yaml", "");
        assertThat(this.runner
                        .run("--config", "other.yaml", "encrypt", "plain.json")
                        .out())
                .contains(CommandRunner.RECIPIENT);
        assertThat(this.runner
                        .run("encrypt", "plain.json", "--config", "other.yaml")
                        .out())
                .contains(CommandRunner.RECIPIENT);
        assertThat(this.runner
                        .set("SOPS_CONFIG", "other.yaml")
                        .run("encrypt", "plain.json")
                        .out())
                .contains(CommandRunner.RECIPIENT);
    }

    @Test
    void encryptWhenKeysAreGivenReplacesThoseOfTheRuleAndKeepsItsSelector() {
        writeRules(".sops.yaml", "    encrypted_suffix: word\n");
        String sealed = this.runner
                .run("encrypt", "--age", CommandRunner.FOREIGN, "plain.json")
                .out();
        assertThat(sealed).contains(CommandRunner.FOREIGN, "\"encrypted_suffix\": \"word\"", "\"a\": 1");
        assertThat(sealed).doesNotContain(CommandRunner.RECIPIENT);
    }

    @Test
    void encryptWhenSelectorIsOnTheCommandLineAndInTheRuleFails() {
        writeRules(".sops.yaml", "    encrypted_suffix: word\n");
        Result result = this.runner.run("encrypt", "--encrypted-regex", "x", "plain.json");
        assertThat(result.code()).isEqualTo(8);
        assertThat(result.err()).contains("encrypted_suffix", "encrypted_regex");
    }

    @Test
    void encryptWhenSelectorsOfOneKindMeetTakesTheCommandLine() {
        writeRules(".sops.yaml", "    encrypted_suffix: word\n");
        assertThat(this.runner
                        .run("encrypt", "--encrypted-suffix", "a", "plain.json")
                        .out())
                .contains("\"encrypted_suffix\": \"a\"", "tops3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "--unencrypted-suffix, a, '\"a\": 1'",
        "--encrypted-suffix, word, '\"a\": 1'",
        "--unencrypted-regex, ^a, '\"a\": 1'",
        "--encrypted-regex, ^pass, '\"a\": 1'",
        "--mac-only-encrypted, , '\"mac_only_encrypted\": true'"
    })
    void encryptWhenSelectorIsGivenFollowsIt(String flag, String value, String expected) {
        Result result = (value == null)
                ? this.runner.run("encrypt", "--age", CommandRunner.RECIPIENT, flag, "plain.json")
                : this.runner.run("encrypt", "--age", CommandRunner.RECIPIENT, flag, value, "plain.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(expected).doesNotContain("tops3cret");
    }

    @Test
    void encryptWhenFileIsBinaryIgnoresSelectorsAndSaysSo() {
        this.runner.write("key.p12", new byte[] {0, (byte) 0xff, 10, 1});
        Result result = this.runner.run(
                "encrypt",
                "--age",
                CommandRunner.RECIPIENT,
                "--encrypted-regex",
                "x",
                "--output",
                "sealed.p12",
                "key.p12");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("the selector is ignored");
        assertThat(this.runner.run("decrypt", "sealed.p12").bytes()).containsExactly(0, 0xff, 10, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, encrypt plain.json, there is no key to seal the file for",
        "1, encrypt --age nonsense plain.json, --age: this is no age recipient",
        "1, encrypt --age AGE --encrypted-regex ( plain.json, regular expression",
        "1, encrypt --hckms eu:1 plain.json, hckms",
        "1, encrypt --pgp ABCD plain.json, --pgp: this is no fingerprint",
        "1, encrypt --age AGE --keyservice tcp://localhost:5000 plain.json, key services",
        "1, encrypt --age AGE --config none.yaml plain.json, none.yaml",
        "8, encrypt --age AGE plain.json other.json, in-place",
        "1, encrypt --age AGE plain.json --nonsense, there is no flag",
        "1, encrypt --age AGE --input-type yml plain.json, yaml",
        "1, -i encrypt --age AGE plain.json, stands before",
        "2, encrypt --age AGE sub, directory",
        "2, encrypt --age AGE broken.json, broken.json:1",
        "3, encrypt --age AGE --output none/x plain.json, directory does not exist",
        "4, encrypt --age AGE --output-type dotenv plain.json, ",
        "6, encrypt --age AGE --encryption-context nonsense plain.json, encryption context",
        "8, encrypt --age AGE -i --output x plain.json, exclude each other",
        "8, encrypt --age AGE --encrypted-regex a --encrypted-suffix b plain.json, more than one selector",
        "8, encrypt --age AGE, --filename-override",
        "8, encrypt --age AGE -i --filename-override x.json, standard input",
        "92, encrypt --age AGE empty.yaml, ",
        "100, encrypt --age AGE none.json, none.json",
        "203, encrypt --age AGE sealed.json, sops",
        "203, encrypt --age AGE -i sealed.json, sops"
    })
    void encryptWhenItFailsHasTheCodeAndLeavesEverything(int code, String line, String message) throws IOException {
        this.runner.write("broken.json", "{\"a\": ");
        this.runner.write("empty.yaml", "");
        this.runner.write("sub/x", "");
        this.runner.seal("sealed.json", PLAIN);
        String sealed = this.runner.read("sealed.json");
        Result result =
                this.runner.run(line.replace("AGE", CommandRunner.RECIPIENT).split(" "));
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("secrets: ")
                .contains((message == null) ? "" : message)
                .doesNotContain("tops3cret", "Exception", "\tat ");
        assertThat(this.runner.read("plain.json")).isEqualTo(PLAIN);
        assertThat(this.runner.read("sealed.json")).isEqualTo(sealed);
        assertThat(this.runner.names())
                .containsExactly("broken.json", "empty.yaml", "plain.json", "sealed.json", "sub");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "creation_rules:\n  - path_regex: other\n    age: AGE\n",
                "creation_rules: [\n",
                "creation_rules:\n  - path_regex: (\n    age: AGE\n",
                "creation_rules:\n  - age: nonsense\n",
                "creation_rules:\n  - path_regex: plain\n",
                "creation_rules:\n  - age: AGE\n    encrypted_regex: a\n    encrypted_suffix: b\n"
            })
    void encryptWhenRulesAreWrongFails(String rules) {
        this.runner.write(".sops.yaml", rules.replace("AGE", CommandRunner.RECIPIENT));
        Result result = this.runner.run("encrypt", "-i", "plain.json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("secrets: ").doesNotContain("Exception");
        assertThat(this.runner.read("plain.json")).isEqualTo(PLAIN);
    }

    @Test
    void encryptWhenConfigurationHasTheWrongNameSaysSo() {
        this.runner.write(".sops.yml", "creation_rules: []");
        assertThat(this.runner.run("encrypt", "plain.json").err()).contains(".sops.yml is ignored");
    }

    @Test
    void encryptWhenInputIsTooLargeFailsWithoutReadingAllOfIt() throws IOException {
        try (var file = FileChannel.open(
                this.runner.path("huge.json"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), 200L * 1024 * 1024);
        }
        Result result = this.runner.run("encrypt", "-i", "--age", CommandRunner.RECIPIENT, "huge.json");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("larger than");
        assertThat(this.runner.path("huge.json")).hasSize(200L * 1024 * 1024 + 1);
    }
}
