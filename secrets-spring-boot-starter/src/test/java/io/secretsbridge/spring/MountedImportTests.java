package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.Environment;

class MountedImportTests {

    @TempDir
    private Path directory;

    private TestApplication application;

    private Path mount;

    private KubeletVolume volume;

    @BeforeEach
    void setUp() {
        this.application = new TestApplication(this.directory.resolve("app"));
        this.mount = this.directory.resolve("etc/secrets");
        this.volume = new KubeletVolume(this.mount);
        this.application.imports("mounted:" + this.mount + "/");
    }

    @Test
    void runWhenVolumeIsMountedMakesPropertyOfEachFile() {
        this.volume.write("db.password", "s3cret\n", "payment.apiKey", "k1");
        try (ConfigurableApplicationContext context = this.application.run()) {
            Environment environment = context.getEnvironment();
            assertThat(environment.getProperty("db.password")).isEqualTo("s3cret");
            assertThat(environment.getProperty("payment.apiKey")).isEqualTo("k1");
            assertThat(Binder.get(environment)
                            .bind("payment.api-key", String.class)
                            .get())
                    .isEqualTo("k1");
            assertThat(environment.containsProperty("..data.db.password")).isFalse();
        }
    }

    @Test
    void runWhenVolumeWasSwappedSeesNewGeneration() {
        this.volume.write("db.password", "one");
        this.application.run().close();
        this.volume.write("db.password", "two");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("two");
        }
    }

    @Test
    void runWhenTrimIsSwitchedOffKeepsNewline() {
        this.volume.write("db.password", "s3cret\n");
        try (ConfigurableApplicationContext context =
                this.application.run("secrets-bridge.mounted.trim-trailing-newline=false")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret\n");
        }
    }

    @Test
    void runWhenValueLooksLikePlaceholderKeepsItAsItIs() {
        String value = "a${db.user:x}b\\${c}d#{e}";
        this.volume.write("db.password", value);
        this.application.write("application-extra.yaml", "copy: '${db.password}'", "twice: '${copy}'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=extra")) {
            Environment environment = context.getEnvironment();
            assertThat(environment.getProperty("db.password")).isEqualTo(value);
            assertThat(environment.getProperty("copy")).isEqualTo(value);
            assertThat(environment.resolvePlaceholders("${db.password}")).isEqualTo(value);
            Binder binder = Binder.get(environment);
            assertThat(binder.bind("db.password", String.class).get()).isEqualTo(value);
            assertThat(binder.bind("copy", String.class).get()).isEqualTo(value);
            assertThat(binder.bind("twice", String.class).get()).isEqualTo(value);
        }
    }

    @Test
    void runWhenContentIsBinaryBindsToBytes() {
        byte[] content = {(byte) 0xFE, (byte) 0xED, 0, 1, (byte) 0xFF};
        this.volume.write(Map.of("keystore.p12", content));
        try (ConfigurableApplicationContext context = this.application.run()) {
            Environment environment = context.getEnvironment();
            assertThat(Binder.get(environment)
                            .bind("keystore.p12", byte[].class)
                            .get())
                    .isEqualTo(content);
            assertThat(environment.getProperty("keystore.p12", byte[].class)).isEqualTo(content);
            assertThatExceptionOfType(ConverterNotFoundException.class)
                    .isThrownBy(() -> environment.getProperty("keystore.p12"));
        }
    }

    @Test
    void runWhenPropertyIsMountedKnowsFileAsOriginAndImportAsParent() {
        this.volume.write("db.password", "s3cret");
        try (ConfigurableApplicationContext context = this.application.run()) {
            SecretPropertySource source = only(context);
            Origin origin = OriginLookup.getOrigin(source, "db.password");
            assertThat(origin).hasToString("file [" + this.mount.resolve("db.password") + "]");
            assertThat(origin.getParent())
                    .asString()
                    .contains("application.yaml")
                    .endsWith("4:5");
            assertThat(source.getName())
                    .isEqualTo("Secrets of 'mounted directory [" + this.mount + "]' via location 'mounted:" + this.mount
                            + "/'");
            assertThat(source).asString().doesNotContain("s3cret").contains("properties=1");
        }
    }

    @Test
    void runWhenDirectoryIsMissingStops() {
        assertThatExceptionOfType(ConfigDataResourceNotFoundException.class)
                .isThrownBy(this.application::run)
                .withMessageContaining("mounted directory [" + this.mount + "]");
    }

    @Test
    void runWhenOptionalDirectoryIsMissingStarts() {
        this.application.imports("optional:mounted:" + this.mount + "/");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(only(context).getPropertyNames()).isEmpty();
        }
    }

    @Test
    void runWhenOptionalDirectoryIsThereImportsIt() {
        this.volume.write("db.password", "s3cret");
        this.application.imports("optional:mounted:" + this.mount);
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenOptionalMountIsBrokenStops() throws IOException {
        this.application.imports("optional:mounted:" + this.mount + "/");
        this.volume.write("db.password", "s3cret");
        Files.delete(this.mount.resolve("..data"));
        Files.createSymbolicLink(this.mount.resolve("..data"), Path.of("..gone"));
        assertThatExceptionOfType(SecretImportException.class)
                .isThrownBy(this.application::run)
                .satisfies((ex) -> assertThat(ex.failure().reason()).isEqualTo(Reason.UNREADABLE));
    }

    @Test
    void runWhenLocationIsNoDirectoryOfTheFileSystemSaysSo() {
        for (String location : new String[] {"mounted:", "mounted:classpath:secrets/", "mounted:/etc/*/"}) {
            this.application.imports(location);
            assertThatExceptionOfType(SecretImportException.class)
                    .isThrownBy(this.application::run)
                    .satisfies((ex) -> assertThat(ex.failure().reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
        }
    }

    @Test
    void runWhenSealedFileIsMountedOpensIt() throws IOException {
        this.application.seal("secrets.json", "{\"db\": {\"password\": \"sealed\", \"port\": 5432}}");
        this.volume.write(
                "secrets.json", this.application.read("secrets.json"), "db.user", "mounted", "notes.json", "{no json");
        try (ConfigurableApplicationContext context = this.application.run()) {
            Environment environment = context.getEnvironment();
            assertThat(environment.getProperty("db.password")).isEqualTo("sealed");
            assertThat(environment.getProperty("db.port", Integer.class)).isEqualTo(5432);
            assertThat(environment.getProperty("db.user")).isEqualTo("mounted");
            assertThat(environment.getProperty("notes.json")).isEqualTo("{no json");
            assertThat(environment.containsProperty("secrets.json")).isFalse();
        }
    }

    @Test
    void runWhenMountedSealedFileIsTamperedWithStops() {
        this.application.seal("secrets.json", "{\"db\": {\"password\": \"sealed\"}}");
        this.volume.write(
                "secrets.json", this.application.read("secrets.json").replace("\"password\"", "\"passw0rd\""));
        assertThatExceptionOfType(SecretImportException.class)
                .isThrownBy(this.application::run)
                .satisfies((ex) -> assertThat(ex.failure().reason()).isEqualTo(Reason.VALUE_TAMPERED));
    }

    @Test
    void runWhenTwoImportsNameSameDirectoryReadsItOnce() {
        this.volume.write("db.password", "s3cret");
        this.application.imports("mounted:" + this.mount + "/", "mounted:file:" + this.mount + "/../secrets");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getPropertySources().stream()
                            .filter(SecretPropertySource.class::isInstance))
                    .hasSize(1);
        }
    }

    @Test
    void runWhenMountHoldsSettingsOfSecretsBridgeIgnoresThem() {
        this.application.seal("secrets.json", "{\"secrets-bridge\": {\"vault\": {\"address\": \"https://evil\"}}}");
        this.volume.write(
                "secrets-bridge.enabled",
                "false",
                "secretsBridge.aws.endpoint",
                "https://evil",
                "secrets.json",
                this.application.read("secrets.json"));
        this.application.seal("more.yaml", "b: more");
        this.application.write("application-next.yaml", "spring.config.import: 'sops:more.yaml'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=next")) {
            assertThat(context.getEnvironment().getProperty("b")).isEqualTo("more");
            SecretsBridgeProperties settings = Binder.get(context.getEnvironment())
                    .bind("secrets-bridge", SecretsBridgeProperties.class)
                    .get();
            assertThat(settings.enabled()).isTrue();
            assertThat(settings.vault().address()).isNull();
            assertThat(settings.aws().endpoint()).isNull();
        }
    }

    @Test
    void runWhenValueIsNoAsciiReadsUtf8() {
        this.volume.write(Map.of("db.password", "pässwörd✓".getBytes(StandardCharsets.UTF_8)));
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("pässwörd✓");
        }
    }

    private static SecretPropertySource only(ConfigurableApplicationContext context) {
        return (SecretPropertySource) context.getEnvironment().getPropertySources().stream()
                .filter(SecretPropertySource.class::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
