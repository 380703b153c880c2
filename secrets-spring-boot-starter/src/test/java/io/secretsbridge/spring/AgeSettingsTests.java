package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.sops.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Identities in an application: SSH keys, files with a passphrase, plugins. Keys are those of the core's tests. */
@DisabledOnOs(OS.WINDOWS)
class AgeSettingsTests {

    private static final Path FIXTURES =
            Path.of("../secrets-core/src/test/resources/io/secretsbridge/key/age/fixtures");

    private static final String PASSPHRASE = "correct horse";

    private static final String PLUGIN_IDENTITY = "AGE-PLUGIN-TEST-1QYPQX0F9SR2";

    private static final String PLUGIN_RECIPIENT = "age1test1qszsvaqjk3a";

    private static final String FOREIGN = "age1tmaae3ld5vpevmsh5yacsauzx8jetg300mpvc4ugp5zr5l6ssq9sla97ep";

    @TempDir
    private Path directory;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.application = new TestApplication(this.directory);
    }

    private Path file(String name, byte[] content) throws IOException {
        Path file = Files.write(this.application.path(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path fixture(String name) throws IOException {
        return file(name, Files.readAllBytes(FIXTURES.resolve(name)));
    }

    private void seal(String recipient) {
        byte[] plain = "token: s3cret\n".getBytes(StandardCharsets.UTF_8);
        this.application.seal("secrets.yaml", Format.YAML, plain, "age", recipient);
    }

    private void configure(String age) {
        this.application.write(
                "application.yaml",
                "secrets-bridge.age: {use-default-keys-file: false, " + age + "}",
                "spring.config.import: 'sops:secrets.yaml'");
    }

    private String failure() {
        Throwable thrown = catchThrowable(() -> this.application.run().close());
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
            if (cause instanceof KeyUnavailableException unavailable) {
                unavailable.attempts().forEach((attempt) -> messages.append(attempt.outcome()));
            }
        }
        assertThat(messages).doesNotContain(PASSPHRASE).doesNotContain("s3cret");
        return messages.toString();
    }

    @Test
    void runWhenPassphraseFileIsNamedOpensWithTheLockedIdentity() throws IOException {
        seal(Files.readString(FIXTURES.resolve("locked-keys.pub")).strip());
        configure("identity-files: '" + fixture("locked-keys.key") + "', passphrase-file: '"
                + file("passphrase", (PASSPHRASE + "\n").getBytes(StandardCharsets.UTF_8)) + "'");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("token")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenIdentityIsLockedAndNoPassphraseFileIsNamedSaysSo() throws IOException {
        seal(Files.readString(FIXTURES.resolve("locked-keys.pub")).strip());
        configure("identity-files: '" + fixture("locked-keys.key") + "'");
        assertThat(failure()).contains("locked-keys.key needs a passphrase, and there is nobody to ask for it");
    }

    @Test
    void runWhenPassphraseIsWrongSaysWhichFile() throws IOException {
        seal(Files.readString(FIXTURES.resolve("locked-keys.pub")).strip());
        Path wrong = file("passphrase", "wr0ng".getBytes(StandardCharsets.UTF_8));
        configure("identity-files: '" + fixture("locked-keys.key") + "', passphrase-file: '" + wrong + "'");
        assertThat(failure())
                .contains("locked-keys.key does not open with the passphrase in " + wrong)
                .doesNotContain("wr0ng");
    }

    @Test
    void runWhenSshKeysWithAndWithoutPassphraseAreNamedOpensWithEither() throws IOException {
        Path passphrase = file("passphrase", PASSPHRASE.getBytes(StandardCharsets.UTF_8));
        configure("identity-files: '" + fixture("ed25519.key") + "," + fixture("rsa-locked.key")
                + "', passphrase-file: '" + passphrase + "'");
        for (String key : new String[] {"ed25519.pub", "rsa-locked.pub"}) {
            seal(Files.readString(FIXTURES.resolve(key)).strip());
            try (ConfigurableApplicationContext context = this.application.run()) {
                assertThat(context.getEnvironment().getProperty("token")).isEqualTo("s3cret");
            }
        }
    }

    // ---- plugins

    /** Starts the application where a plugin lies on the path, which leaves a trace when it runs, and returns whether it did. */
    private boolean startsPlugin(String identity) throws Exception {
        Path witness = this.directory.resolve("witness");
        Path plugin =
                file("age-plugin-test", ("#!/bin/sh\ntouch '" + witness + "'\n").getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        seal(FOREIGN);
        this.application.write(
                "secrets.yaml", this.application.read("secrets.yaml").replace(FOREIGN, PLUGIN_RECIPIENT));
        Path keys = file("identity", (identity + "\n").getBytes(StandardCharsets.UTF_8));
        configure("identity-files: '" + keys + "," + this.application.keysFile() + "', plugins: [test]");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RealApplication.class.getName(),
                "--spring.config.location=file:" + this.directory + "/");
        builder.environment().put("PATH", this.directory + ":" + System.getenv("PATH"));
        Path log = this.directory.resolve("log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        assertThat(log).content().contains(PLUGIN_RECIPIENT).doesNotContain(PLUGIN_IDENTITY);
        return Files.exists(witness);
    }

    @Test
    void runWhenOnlyTheSealedFileAsksForAPluginDoesNotStartIt() throws Exception {
        assertThat(startsPlugin("# none")).isFalse();
    }

    @Test
    void runWhenAnIdentityNamesThePluginStartsIt() throws Exception {
        assertThat(startsPlugin(PLUGIN_IDENTITY)).isTrue();
    }

    /** Started as a process of its own. */
    static final class RealApplication {

        private RealApplication() {}

        public static void main(String[] args) {
            SpringApplication.run(TestApplication.NoBeans.class, args);
        }
    }
}
