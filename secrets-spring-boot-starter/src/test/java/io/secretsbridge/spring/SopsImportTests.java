package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

@ExtendWith(OutputCaptureExtension.class)
class SopsImportTests {

    @TempDir
    private Path directory;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.application = new TestApplication(this.directory.resolve("app"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets.yaml | db: {password: s3cret}",
                "secrets.yml | db.password: s3cret",
                "secrets.json | {\"db\": {\"password\": \"s3cret\"}}",
                "secrets.env | db.password=s3cret",
                "secrets.properties | db.password=s3cret"
            })
    void runWhenFileIsSealedInAnyFormatBindsValue(String name, String plain) {
        this.application.seal(name, plain).imports("sops:" + name);
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
            assertThat(names(context)).containsExactly("db.password");
        }
    }

    @Test
    void runWhenFileIsIniBindsSections() {
        this.application.seal("secrets.ini", "[db]", "password = s3cret").imports("sops:secrets.ini");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenDotenvHasUpperCaseNamesKeepsThem() {
        this.application.seal("secrets.env", "DB_PASSWORD=s3cret").imports("sops:secrets.env");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("DB_PASSWORD")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenFileIsBinaryMakesOnePropertyNamedAsFile() {
        this.application.seal("tls.key", "-----BEGIN", "-----END").imports("sops:tls.key");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("tls.key")).isEqualTo("-----BEGIN\n-----END\n");
        }
    }

    @Test
    void runWhenHintNamesFormatReadsFileInIt() {
        this.application
                .seal("sealed", Format.YAML, "db: {password: s3cret}")
                .seal("sealed-prod", Format.YAML, "db: {user: prod}")
                .imports("sops:sealed[.yaml]");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
            assertThat(context.getEnvironment().getProperty("db.user")).isEqualTo("prod");
        }
    }

    @Test
    void runWhenYamlIsSealedGivesSameValuesAsPlainYaml() {
        String[] yaml = {
            "text: s3cret",
            "quoted-number: '0123'",
            "number: 5432",
            "big: 9007199254740993",
            "flag: true",
            "nothing: null",
            "empty-text: ''",
            "empty-map: {}",
            "list: [a, b]",
            "nested: {list: [{name: x, port: 1}, {name: y, port: 2}]}",
            "'[odd key].a': v",
            "multi: |",
            "  line 1",
            "  line 2"
        };
        this.application.write("plain/application.yaml", yaml);
        this.application.seal("secrets.yaml", yaml).imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext plain = this.application
                        .builder()
                        .run("--spring.config.location=file:" + this.application.path("plain") + "/");
                ConfigurableApplicationContext sealed = this.application.run()) {
            PropertySource<?> expected = plain.getEnvironment().getPropertySources().stream()
                    .filter((source) -> source.getName().contains("plain/application.yaml"))
                    .findFirst()
                    .orElseThrow();
            Map<?, ?> names = (Map<?, ?>) expected.getSource();
            SecretPropertySource actual = sources(sealed).get(0);
            assertThat(actual.getPropertyNames())
                    .containsExactlyInAnyOrder(names.keySet().toArray(String[]::new));
            for (Object name : names.keySet()) {
                assertThat(actual.getProperty((String) name)).as((String) name).isEqualTo(expected.getProperty((String)
                        name));
            }
            Binder plainBinder = Binder.get(plain.getEnvironment());
            Binder sealedBinder = Binder.get(sealed.getEnvironment());
            for (Bindable<?> target : List.of(Bindable.mapOf(String.class, Object.class), Bindable.of(Nested.class))) {
                assertThat(sealedBinder.bind("nested", target).get())
                        .isEqualTo(plainBinder.bind("nested", target).get());
            }
            Bindable<Map<String, Object>> map = Bindable.mapOf(String.class, Object.class);
            assertThat(sealedBinder.bind("empty-map", map).get())
                    .isEqualTo(plainBinder.bind("empty-map", map).get());
        }
    }

    record Nested(List<Item> list) {
        record Item(String name, int port) {}
    }

    @Test
    void runWhenSealedNumberIsFloatKeepsItsText() {
        this.application.seal("secrets.yaml", "pin: 12345678.9").imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("pin")).isEqualTo("12345678.9");
            assertThat(Binder.get(context.getEnvironment())
                            .bind("pin", Double.class)
                            .get())
                    .isEqualTo(12345678.9);
        }
    }

    @Test
    void runWhenValueIsPartlyPlainReadsBoth() {
        this.application
                .seal("secrets.yaml", "url_unencrypted: http://x", "key: s3cret")
                .imports("sops:secrets.yaml");
        assertThat(this.application.read("secrets.yaml")).contains("http://x").doesNotContain("s3cret");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("url_unencrypted")).isEqualTo("http://x");
            assertThat(context.getEnvironment().getProperty("key")).isEqualTo("s3cret");
            assertThat(names(context)).noneMatch((name) -> name.startsWith("sops"));
        }
    }

    @Test
    void runWhenPlaceholderNamesSecretResolvesIt() {
        this.application
                .seal("secrets.yaml", "db: {password: s3cret}", "url: 'jdbc:x?password=${db.password}'")
                .imports("sops:secrets.yaml")
                .write("application-prod.yaml", "copy: '${db.password}'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("copy")).isEqualTo("s3cret");
            assertThat(context.getEnvironment().getProperty("url")).isEqualTo("jdbc:x?password=s3cret");
        }
    }

    @Test
    void runWhenValueIsSealedKnowsItsLineAndImport() throws IOException {
        this.application
                .seal("secrets.yaml", "db:", "    user: u", "    password: s3cret")
                .imports("sops:secrets.yaml");
        List<String> lines = Files.readAllLines(this.application.path("secrets.yaml"));
        try (ConfigurableApplicationContext context = this.application.run()) {
            Origin origin = sources(context).get(0).getOrigin("db.password");
            assertThat(lines.get(2)).startsWith("    password: ENC[");
            assertThat(origin).hasToString("file [" + this.application.path("secrets.yaml") + "] - 3:15");
            assertThat(origin.getParent()).asString().endsWith("application.yaml] - 4:5");
        }
    }

    @Test
    void runWhenFileIsOnClassPathFindsIt() throws IOException {
        Path classes = Files.createDirectories(this.directory.resolve("classes"));
        this.application.seal("secrets.yaml", "db: {password: s3cret}");
        this.application.seal("secrets-prod.yaml", "db: {user: prod}");
        Files.move(this.application.path("secrets.yaml"), classes.resolve("secrets.yaml"));
        Files.move(this.application.path("secrets-prod.yaml"), classes.resolve("secrets-prod.yaml"));
        this.application.imports("sops:classpath:secrets.yaml");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
                assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
                assertThat(context.getEnvironment().getProperty("db.user")).isEqualTo("prod");
                assertThat(sources(context).get(1).getOrigin("db.password"))
                        .asString()
                        .isEqualTo("class path resource [secrets.yaml] - 2:15");
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sops:sub/../secrets.yaml",
                "sops:./secrets.yaml",
                "sops:file:%s/secrets.yaml",
                "sops:%s/secrets.yaml"
            })
    void runWhenPathIsRelativeOrAbsoluteFindsFile(String location) {
        this.application.seal("secrets.yaml", "db: {password: s3cret}");
        this.application.imports(String.format(location, this.application.path("")));
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenNameHasSpacesFindsFile() {
        this.application.seal("my secrets.yaml", "db: {password: s3cret}").imports("sops:my secrets.yaml");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
        this.application.imports("sops:file:" + this.application.path("my secrets.yaml"));
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenImportIsNotInAFileStartsAtWorkingDirectory() {
        this.application.seal("secrets.yaml", "db: {password: s3cret}").imports("optional:file:none.yaml");
        Path relative = Path.of("")
                .toAbsolutePath()
                .relativize(this.application.path("secrets.yaml").toAbsolutePath());
        try (ConfigurableApplicationContext context = this.application.run(
                "spring.config.import=sops:" + relative.toString().replace(File.separatorChar, '/'),
                "secrets-bridge.age.identity-files=" + this.application.keysFile())) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("s3cret");
        }
    }

    @Test
    void runWhenProfileIsActiveVariantOverridesBase() {
        this.application
                .seal("secrets.yaml", "a: base", "b: base", "c: base")
                .seal("secrets-one.yaml", "b: one", "c: one")
                .seal("secrets-two.yaml", "c: two")
                .imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=one,two,three")) {
            Environment environment = context.getEnvironment();
            assertThat(environment.getProperty("a")).isEqualTo("base");
            assertThat(environment.getProperty("b")).isEqualTo("one");
            assertThat(environment.getProperty("c")).isEqualTo("two");
        }
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("c")).isEqualTo("base");
            assertThat(sources(context)).hasSize(1);
        }
    }

    /** The same files, imported once plain by Boot and once sealed by us, end in the same order. */
    @Test
    void runWhenProfilesAreActiveOrdersSourcesAsBootDoes() {
        String[] names = {"x.yaml", "x-one.yaml", "y.yaml", "y-one.yaml", "y-two.yaml"};
        for (String name : names) {
            this.application.seal(name, "from: " + name).write("plain/" + name, "from: " + name);
        }
        this.application.write("plain/application.yaml", "spring.config.import: ['file:x.yaml', 'y.yaml']");
        this.application.imports("sops:file:" + this.application.path("x.yaml"), "sops:y.yaml");
        this.application.write(
                "plain/application.yaml",
                "spring.config.import: ['file:" + this.application.path("plain/x.yaml") + "', 'y.yaml']");
        try (ConfigurableApplicationContext plain = this.application
                        .builder()
                        .run(
                                "--spring.config.location=file:" + this.application.path("plain") + "/",
                                "--spring.profiles.active=one,two");
                ConfigurableApplicationContext sealed = this.application.run("spring.profiles.active=one,two")) {
            assertThat(order(sealed)).isEqualTo(order(plain)).hasSize(5);
        }
    }

    private static List<Object> order(ConfigurableApplicationContext context) {
        return context.getEnvironment().getPropertySources().stream()
                .filter((source) -> !source.getName().equals("configurationProperties"))
                .map((source) -> source.getProperty("from"))
                .filter((value) -> value != null)
                .toList();
    }

    @Test
    void runWhenDocumentIsForProfileActivatesItForThatAlone() {
        this.application
                .seal(
                        "secrets.yaml",
                        "a: base",
                        "b: base",
                        "---",
                        "spring.config.activate.on-profile: prod",
                        "b: prod",
                        "---",
                        "spring.config.activate.on-profile: '!prod'",
                        "b: other")
                .imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("base");
            assertThat(context.getEnvironment().getProperty("b")).isEqualTo("prod");
        }
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("b")).isEqualTo("other");
            assertThat(sources(context))
                    .extracting(PropertySource::getName)
                    .allMatch((name) -> name.matches("Secrets of .*secrets.yaml' \\(document #\\d\\)"));
        }
    }

    @Test
    void runWhenPropertiesFileHasDocumentsActivatesThem() {
        this.application
                .seal("secrets.properties", "a=base", "#---", "spring.config.activate.on-profile=prod", "a=prod")
                .imports("sops:secrets.properties");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("prod");
            assertThat(sources(context).get(0).getOrigin("a")).asString().endsWith("secrets.properties] - 4:3");
        }
    }

    @Test
    void runWhenSecretsImportOrSwitchProfilesIgnoresItAndSaysSo(CapturedOutput output) {
        this.application
                .seal(
                        "secrets.yaml",
                        "spring: {profiles: {active: admin}, config: {import: ['file:more.yaml']}}",
                        "a: base")
                .write("more.yaml", "a: more")
                .imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getActiveProfiles()).isEmpty();
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("base");
            assertThat(output)
                    .contains(
                            "'spring.config.import[0]' at file [" + this.application.path("secrets.yaml") + "] - 6:15")
                    .contains("'spring.profiles.active' at file [");
        }
    }

    /** Anybody can seal a file for a public recipient: it must not say where credentials go, nor switch the guard off. */
    @Test
    void runWhenSecretsHoldSettingsOfSecretsBridgeIgnoresThemAndSaysSo(CapturedOutput output) {
        this.application
                .seal(
                        "secrets.yaml",
                        "secrets-bridge:",
                        "  enabled: false",
                        "  vault: {address: 'https://evil', trusted-addresses: ['https://evil']}",
                        "  aws: {endpoint: 'https://evil'}",
                        "  pgp: {gpg-program: /tmp/evil}",
                        "  environment: {guard: 'off'}",
                        "secretsBridge.age.identityFiles: /none",
                        "a: base")
                .seal("more.yaml", "b: more")
                .imports("sops:secrets.yaml")
                .write("application-next.yaml", "spring.config.import: 'sops:more.yaml'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=next")) {
            assertThat(names(context)).containsExactlyInAnyOrder("a", "b");
            Binder binder = Binder.get(context.getEnvironment());
            assertThat(binder.bind("secrets-bridge", SecretsBridgeProperties.class)
                            .get())
                    .satisfies((settings) -> {
                        assertThat(settings.enabled()).isTrue();
                        assertThat(settings.vault().address()).isNull();
                        assertThat(settings.vault().trustedAddresses()).isEmpty();
                        assertThat(settings.aws().endpoint()).isNull();
                        assertThat(settings.pgp().gpgProgram()).isNull();
                        assertThat(settings.age().identityFiles())
                                .containsExactly(this.application.keysFile().toString());
                    });
            assertThat(output)
                    .contains("'secrets-bridge.enabled' at file [" + this.application.path("secrets.yaml") + "] - 2:14")
                    .contains("'secrets-bridge.vault.trusted-addresses[0]' at file [")
                    .contains("'secretsBridge.age.identityFiles' at file [")
                    .doesNotContain("evil");
        }
    }

    @Test
    void runWhenFileIsMissingStops() {
        this.application.imports("sops:secrets.yaml");
        assertThatExceptionOfType(ConfigDataResourceNotFoundException.class).isThrownBy(this.application::run);
    }

    @Test
    void runWhenOptionalFileIsMissingStarts() {
        this.application.imports("optional:sops:secrets.yaml", "optional:sops:classpath:none.yaml");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(sources(context)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "optional:"})
    void runWhenValueIsTamperedWithStops(String optional) throws IOException {
        this.application
                .seal("secrets.json", "{\"a\": \"one\", \"b\": \"two\"}")
                .imports(optional + "sops:secrets.json");
        String sealed = this.application.read("secrets.json");
        int at = sealed.indexOf("data:") + 5;
        char flipped = (sealed.charAt(at) == 'A') ? 'B' : 'A';
        Files.writeString(
                this.application.path("secrets.json"), sealed.substring(0, at) + flipped + sealed.substring(at + 1));
        assertThatExceptionOfType(SecretImportException.class)
                .isThrownBy(() -> this.application.run("spring.config.on-not-found=ignore"))
                .satisfies((ex) -> {
                    assertThat(ex.failure().reason()).isEqualTo(Reason.VALUE_TAMPERED);
                    assertThat(ex.failure().location().line()).isEqualTo(2);
                });
    }

    @Test
    void runWhenOptionalVariantIsPlainStops() {
        this.application
                .seal("secrets.yaml", "a: base")
                .write("secrets-prod.yaml", "a: plain")
                .imports("optional:sops:secrets.yaml");
        assertThatExceptionOfType(SecretImportException.class)
                .isThrownBy(() -> this.application.run("spring.profiles.active=prod"))
                .satisfies((ex) -> assertThat(ex.failure().reason()).isEqualTo(Reason.NOT_SEALED));
    }

    @Test
    void runWhenOptionalFileIsDanglingLinkStops() throws IOException {
        this.application.imports("optional:sops:secrets.yaml");
        Files.createSymbolicLink(this.application.path("secrets.yaml"), Path.of("..data/secrets.yaml"));
        assertThatExceptionOfType(SecretImportException.class).isThrownBy(this.application::run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sops:",
                "sops:dir/",
                "sops:*/secrets.yaml",
                "sops:https://localhost:1/secrets.yaml",
                "sops:classpath:"
            })
    void runWhenLocationIsNoFileStops(String location) {
        this.application.imports(location);
        assertThatExceptionOfType(SecretImportException.class)
                .isThrownBy(this.application::run)
                .satisfies((ex) -> assertThat(ex.failure().reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    @Test
    void runWhenSwitchedOffImportsNothingAndNeedsNoKey() {
        this.application.write(
                "application.yaml",
                "spring.config.import: ['sops:none.yaml', 'mounted:/none/']",
                "secrets-bridge.enabled: false");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(sources(context)).isEmpty();
        }
    }

    @Test
    void runWhenProcessedAheadOfTimeImportsNothing() {
        this.application.write("application.yaml", "spring.config.import: ['sops:none.yaml', 'mounted:/none/']");
        System.setProperty("spring.aot.processing", "true");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(sources(context)).isEmpty();
        } finally {
            System.clearProperty("spring.aot.processing");
        }
    }

    @Test
    void runWhenIdentityIsInListBeforeImportUsesIt() {
        this.application
                .seal("secrets.yaml", "a: one")
                .write(
                        "application.yaml",
                        "secrets-bridge.age:",
                        "  use-default-keys-file: false",
                        "  identity-files:",
                        "  - /none/keys.txt",
                        "  - " + this.application.keysFile(),
                        "spring.config.import: 'sops:secrets.yaml'");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("one");
        }
    }

    @Test
    void runWhenProfileHasKeysOfItsOwnUsesThemForItsImport() {
        TestApplication other = new TestApplication(this.directory.resolve("other")).seal("prod.yaml", "b: two");
        this.application
                .seal("secrets.yaml", "a: one")
                .imports("sops:secrets.yaml")
                .write(
                        "application-prod.yaml",
                        "secrets-bridge.age.identity-files: '" + other.keysFile() + "'",
                        "spring.config.import: 'sops:" + other.path("prod.yaml") + "'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("one");
            assertThat(context.getEnvironment().getProperty("b")).isEqualTo("two");
        }
    }

    @Test
    void runWhenLaterImportDependsOnSecretResolvesIt() {
        this.application
                .seal("first.yaml", "where: second")
                .seal("second.yaml", "a: one")
                .imports("sops:first.yaml")
                .write("application-next.yaml", "spring.config.import: 'sops:${where}.yaml'");
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=next")) {
            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("one");
        }
    }

    @Test
    void runWhenNothingIsImportedMakesNothing() {
        CountingProvider.reset();
        this.application.write("application.yaml", "a: plain");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getBeanFactory().getSingletonNames())
                    .noneMatch((name) -> name.startsWith("io.secretsbridge"));
            assertThat(CountingProvider.MADE).hasValue(0);
        }
    }

    @Test
    void runWhenKeyServiceIsAskedConnectsOnceAndUnwrapsEachDataKeyOnce() {
        for (String name : List.of("a.json", "b.json", "b-prod.json")) {
            byte[] plain = ("{\"" + name + "\": 1}").getBytes(StandardCharsets.UTF_8);
            this.application.seal(name, Format.JSON, plain, CountingProvider.KIND, "key");
        }
        this.application
                .imports("sops:a.json", "sops:b.json")
                .write("application-prod.yaml", "spring.config.import: 'sops:a.json'");
        CountingProvider.reset();
        try (ConfigurableApplicationContext context = this.application.run("spring.profiles.active=prod")) {
            assertThat(names(context)).containsExactlyInAnyOrder("a.json", "b.json", "b-prod.json");
            assertThat(CountingProvider.MADE).hasValue(1);
            assertThat(CountingProvider.CONNECTED).hasValue(1);
            assertThat(CountingProvider.UNWRAPPED).hasValue(3);
            assertThat(CountingProvider.CLOSED).hasValue(0);
        }
        assertThat(CountingProvider.CLOSED).hasValue(1);
    }

    @Test
    void runWhenApplicationRegistersClientHandsItToProvider() {
        this.application
                .seal(
                        "a.json",
                        Format.JSON,
                        "{\"a\": 1}".getBytes(StandardCharsets.UTF_8),
                        CountingProvider.KIND,
                        "key")
                .imports("sops:a.json");
        CountingProvider.reset();
        CountingProvider.Client client = new CountingProvider.Client("own");
        try (ConfigurableApplicationContext context = this.application
                .builder()
                .addBootstrapRegistryInitializer(
                        (registry) -> registry.register(CountingProvider.Client.class, (bootstrap) -> client))
                .run()) {
            assertThat(context.isActive()).isTrue();
            assertThat(CountingProvider.CLIENT).hasValue(client);
        }
        CountingProvider.reset();
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.isActive()).isTrue();
            assertThat(CountingProvider.CONNECTED).hasValue(1);
            assertThat(CountingProvider.CLIENT).hasValue(null);
        }
    }

    @Test
    void runWhenImportFailsClosesConnection() {
        byte[] plain = "{\"a\": \"one\"}".getBytes(StandardCharsets.UTF_8);
        this.application
                .seal("a.json", Format.JSON, plain, CountingProvider.KIND, "key")
                .write("b.json", "{}")
                .imports("sops:b.json", "sops:a.json");
        CountingProvider.reset();
        assertThatExceptionOfType(SecretImportException.class).isThrownBy(this.application::run);
        assertThat(CountingProvider.CONNECTED).hasValue(1);
        assertThat(CountingProvider.CLOSED).hasValue(1);
    }

    @Test
    void runWhenStartedTwiceNamesSourcesAlike() {
        this.application.seal("secrets.yaml", "a: one").imports("sops:secrets.yaml");
        try (ConfigurableApplicationContext first = this.application.run();
                ConfigurableApplicationContext second = this.application.run()) {
            assertThat(sources(first).get(0).getName())
                    .isEqualTo(sources(second).get(0).getName())
                    .isEqualTo("Secrets of 'sealed file [" + this.application.path("secrets.yaml")
                            + "]' via location 'sops:secrets.yaml'");
        }
    }

    private static List<SecretPropertySource> sources(ConfigurableApplicationContext context) {
        return context.getEnvironment().getPropertySources().stream()
                .filter(SecretPropertySource.class::isInstance)
                .map(SecretPropertySource.class::cast)
                .toList();
    }

    private static List<String> names(ConfigurableApplicationContext context) {
        return sources(context).stream()
                .flatMap((source) -> List.of(source.getPropertyNames()).stream())
                .toList();
    }
}
