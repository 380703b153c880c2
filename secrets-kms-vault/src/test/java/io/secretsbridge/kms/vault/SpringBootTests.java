package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application opens a file that is sealed under a transit key. The build sets tokens in the environment of these tests. */
class SpringBootTests {

    /** The application, which has no beans. */
    static class Application {}

    private final FakeVault vault = new FakeVault("app");

    @TempDir
    private Path directory;

    @BeforeEach
    void seal() throws IOException {
        KeySettings settings =
                KeySettings.ofEnvironment(Map.of("VAULT_ADDR", this.vault.address(), "VAULT_TOKEN", FakeVault.TOKEN));
        try (SecretFiles files = SecretFiles.create(settings)) {
            SealRequest request = new SealRequest(
                    List.of(List.of(
                            files.keyRing().parse(VaultProvider.KIND, this.vault.address() + "/v1/transit/keys/app"))),
                    0,
                    Selector.DEFAULT,
                    false);
            Files.write(
                    this.directory.resolve("secrets.yaml"),
                    files.seal(
                            Source.of("secrets.yaml", "db: {password: s3cret}\n".getBytes(StandardCharsets.UTF_8)),
                            Format.YAML,
                            Format.YAML,
                            request));
        }
        this.vault.log.clear();
    }

    @AfterEach
    void stop() {
        this.vault.close();
    }

    private ConfigurableApplicationContext run(String guard) throws IOException {
        Path token = FakeVault.secretFile(this.directory.resolve("token"), FakeVault.TOKEN);
        Files.writeString(
                this.directory.resolve("application.properties"), """
                spring.config.import=sops:secrets.yaml
                spring.main.banner-mode=off
                secrets-bridge.environment.guard=%s
                secrets-bridge.vault.address=%s
                secrets-bridge.vault.token-file=%s
                """.formatted(guard, this.vault.address(), token));
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--spring.config.location=file:" + this.directory + "/");
    }

    @Test
    void runWhenFileIsSealedUnderTransitOpensItByTheTokenOfItsOwn() throws IOException {
        try (ConfigurableApplicationContext context = run("off")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
        assertThat(this.vault.log).extracting(FakeVault.Request::token).containsExactly(FakeVault.TOKEN);
    }

    @Test
    void runWhenTheTokenIsInTheEnvironmentIsRefused() {
        Throwable failure = catchThrowable(() -> run("fail").close());
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        assertThat(text.toString()).contains("VAULT_TOKEN", "BAO_TOKEN").doesNotContain("of-the-process");
    }
}
