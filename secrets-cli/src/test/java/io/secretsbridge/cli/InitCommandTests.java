package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTests {

    private static final String KEYS = "home/.config/sops/age/keys.txt";

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory).unset("SOPS_AGE_KEY");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void initMakesAKeyAndRulesAndSaysWhatIsNext() throws IOException {
        Result result = this.runner.run("init");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        String keys = this.runner.read(KEYS);
        assertThat(keys).contains("AGE-SECRET-KEY-1");
        assertThat(mode(this.runner.path(KEYS))).isEqualTo("rw-------");
        assertThat(mode(this.runner.path(KEYS).getParent())).isEqualTo("rwx------");
        assertThat(result.out())
                .contains(this.runner.path(KEYS).toString(), "Back up", "secrets encrypt -i secrets.yaml")
                .doesNotContain("AGE-SECRET-KEY");
        assertThat(this.runner.read(".sops.yaml")).contains("age: age1").doesNotContain("AGE-SECRET-KEY");
    }

    @Test
    void initMakesWhatEncryptAndDecryptNeed() {
        this.runner.run("init");
        this.runner.write("src/main/resources/secrets.yaml", "password: tops3cret\n");
        Result encrypt = this.runner.run("encrypt", "-i", "src/main/resources/secrets.yaml");
        assertThat(encrypt.err()).isEmpty();
        assertThat(this.runner.read("src/main/resources/secrets.yaml")).doesNotContain("tops3cret");
        assertThat(this.runner.run("decrypt", "src/main/resources/secrets.yaml").out())
                .isEqualTo("password: tops3cret\n");
    }

    @Test
    void initWhenRepeatedChangesNothing() {
        this.runner.run("init");
        String keys = this.runner.read(KEYS);
        String rules = this.runner.read(".sops.yaml");
        Result result = this.runner.run("init");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("(was there)", "left as it is").doesNotContain("do not name");
        assertThat(this.runner.read(KEYS)).isEqualTo(keys);
        assertThat(this.runner.read(".sops.yaml")).isEqualTo(rules);
    }

    @Test
    void initWhenThereIsAKeyUsesIt() throws IOException {
        this.runner.write(KEYS, "# mine\n" + CommandRunner.IDENTITY + "\n");
        Files.setPosixFilePermissions(this.runner.path(KEYS), PosixFilePermissions.fromString("rw-------"));
        assertThat(this.runner.run("init").out()).contains(CommandRunner.RECIPIENT);
        assertThat(this.runner.read(".sops.yaml")).contains("age: " + CommandRunner.RECIPIENT);
    }

    @Test
    void initWhenTheVariableNamesAKeysFileUsesThat() {
        assertThat(this.runner
                        .set("SOPS_AGE_KEY_FILE", "mine/keys.txt")
                        .run("init")
                        .code())
                .isZero();
        assertThat(this.runner.read("mine/keys.txt")).contains("AGE-SECRET-KEY-1");
        assertThat(this.runner.path(KEYS)).doesNotExist();
    }

    @Test
    void initWhenThereAreRulesOfOthersShowsWhatItWouldAdd() {
        this.runner.write(".sops.yaml", "creation_rules: []\n");
        Result result = this.runner.run("init");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("do not name this recipient", "path_regex:");
        assertThat(this.runner.read(".sops.yaml")).isEqualTo("creation_rules: []\n");
    }

    @Test
    void initWhenRulesNameAnotherSaysHowToSealForBoth() {
        this.runner.run("init");
        this.runner.write("secrets.yaml", "a: tops3cret\n");
        this.runner.run("encrypt", "-i", "secrets.yaml");
        String rules = this.runner.read(".sops.yaml");
        Result result = this.runner.set("SOPS_AGE_KEY_FILE", "cluster/key.txt").run("init");
        assertThat(result.out())
                .contains("'age:' there, behind a comma")
                .contains("secrets updatekeys FILE")
                .doesNotContain("path_regex:");
        String recipient = result.out()
                .lines()
                .filter((line) -> line.startsWith("Recipient"))
                .map((line) -> line.substring("Recipient".length()).strip())
                .findFirst()
                .orElseThrow();
        this.runner.unset("SOPS_AGE_KEY_FILE");
        this.runner.write(".sops.yaml", rules.stripTrailing() + "," + recipient + "\n");
        assertThat(this.runner.run("updatekeys", "--yes", "secrets.yaml").code())
                .isZero();
        assertThat(this.runner.read("secrets.yaml")).contains("recipient: " + recipient);
    }

    @Test
    void initWhenTheKeysFileIsBrokenFailsAndWritesNothing() throws IOException {
        this.runner.write(KEYS, "no identity\n");
        Files.setPosixFilePermissions(this.runner.path(KEYS), PosixFilePermissions.fromString("rw-------"));
        Result result = this.runner.run("init");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("keys.txt").doesNotContain("no identity");
        assertThat(this.runner.path(".sops.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secrets.yaml",
                "secret.yml",
                "secrets-prod.yaml",
                "db-secrets.json",
                "src/main/resources/secrets.env",
                "secrets/prod.yaml",
                "deploy/secrets/a/b.ini",
                "application.sops.yaml",
                "conf/application-prod.sops.json",
                "prod.enc.env"
            })
    void pathRegexMatchesFilesThatHoldSecretsByTheirNames(String path) {
        assertThat(Pattern.compile(InitCommand.PATH_REGEX).matcher(path).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".sops.yaml",
                "sub/.sops.yaml",
                "application.yaml",
                "secrets.md",
                "secrets/README.md",
                "my-secrets-app/src/application.yaml",
                "pom.xml"
            })
    void pathRegexDoesNotMatchOthers(String path) {
        assertThat(Pattern.compile(InitCommand.PATH_REGEX).matcher(path).find()).isFalse();
    }
}
