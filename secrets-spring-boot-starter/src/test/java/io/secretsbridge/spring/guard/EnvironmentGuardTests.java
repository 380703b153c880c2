package io.secretsbridge.spring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

@ExtendWith(OutputCaptureExtension.class)
class EnvironmentGuardTests {

    private static final String SECRET = "hunter2-Zx9";

    @TempDir
    private Path directory;

    private GuardedApplication application;

    @BeforeEach
    void setUp() {
        this.application = new GuardedApplication(this.directory);
    }

    private void starts(String... arguments) {
        ConfigurableApplicationContext context = this.application.run(arguments);
        assertThat(context.isActive()).isTrue();
        context.close();
    }

    private EnvironmentSecretsException refused(String... arguments) {
        EnvironmentSecretsException[] caught = new EnvironmentSecretsException[1];
        assertThatExceptionOfType(EnvironmentSecretsException.class)
                .isThrownBy(() -> this.application.run(arguments).close())
                .satisfies((ex) -> caught[0] = ex)
                .withMessageNotContaining(SECRET);
        assertThat(caught[0].secrets().toString()).doesNotContain(SECRET);
        return caught[0];
    }

    private AbstractObjectAssert<?, SecretInEnvironment> assertOnly(String name, String... arguments) {
        List<SecretInEnvironment> secrets = refused(arguments).secrets();
        assertThat(secrets).extracting(SecretInEnvironment::name).containsExactly(name);
        return assertThat(secrets.get(0));
    }

    @Nested
    class Doors {

        @Test
        void runWhenOrdinaryEnvironmentStarts() {
            application
                    .variable("SERVER_PORT", "0")
                    .variable("DB_PASSWORD_FILE", "/run/secrets/db")
                    .variable("TOKEN_SERVICE_HOST", "10.0.0.1")
                    .yaml("db.password: from-a-file");
            starts("--server.port=0");
        }

        @Test
        void runWhenNameOfVariableIsSecretIsRefused() {
            application.variable("DATABASE_PASSWORD", SECRET);
            assertOnly("DATABASE_PASSWORD").satisfies((secret) -> {
                assertThat(secret.where()).isEqualTo("environment variable");
                assertThat(secret.reasons()).containsExactly("has 'password' in its name");
                assertThat(secret.properties()).containsExactly("database.password");
            });
        }

        @Test
        void runWhenValueOfVariableIsSecretIsRefused() {
            application.variable("BACKEND", "postgres://u:" + SECRET + "@db/app");
            assertOnly("BACKEND")
                    .satisfies((secret) ->
                            assertThat(secret.reasons()).containsExactly("holds an address with a password in it"));
        }

        @Test
        void runWhenVariableSetsSecretPropertyOfFileIsRefused() {
            application.variable("ACME_LOGINPWD", SECRET).yaml("acme.login-pwd: from-a-file");
            assertOnly("ACME_LOGINPWD").satisfies((secret) -> {
                assertThat(secret.reasons()).containsExactly("sets 'acme.login-pwd'");
                assertThat(secret.properties()).containsExactly("acme.login-pwd");
            });
        }

        @Test
        void runWhenApplicationHasPrefixTakesItOffTheProperty() {
            application.variable("SHOP_DB_PASSWORD", SECRET);
            SpringApplication prefixed = application.build();
            prefixed.setEnvironmentPrefix("shop");
            assertThatExceptionOfType(EnvironmentSecretsException.class)
                    .isThrownBy(prefixed::run)
                    .satisfies(
                            (ex) -> assertThat(ex.secrets().get(0).properties()).containsExactly("db.password"));
        }

        @Test
        void runWhenPropertyIsInMetadataGivesItsName() {
            application.variable("SPRING_SSL_BUNDLE_X", "1").variable("SECRETSBRIDGE_DB_PASSWORD", SECRET);
            assertOnly("SECRETSBRIDGE_DB_PASSWORD");
            assertThat(new PropertyNames(getClass().getClassLoader(), null).of("SPRING_CONFIG_ADDITIONAL_LOCATION"))
                    .containsExactly("spring.config.additional-location");
            assertThat(new PropertyNames(getClass().getClassLoader(), null).of("SPRING_CONFIG_ADDITIONALLOCATION"))
                    .containsExactly("spring.config.additional-location");
            assertThat(new PropertyNames(getClass().getClassLoader(), null).of("ACME_CLIENTS_0_SECRET"))
                    .containsExactly("acme.clients[0].secret");
        }

        @Test
        void runWhenJsonVariableHoldsSecretNamesItAndTheProperty() {
            application.variable("SPRING_APPLICATION_JSON", "{\"db\":{\"password\":\"" + SECRET + "\"}}");
            assertOnly("SPRING_APPLICATION_JSON").satisfies((secret) -> {
                assertThat(secret.reasons()).contains("sets 'db.password'");
                assertThat(secret.properties()).containsExactly("db.password");
            });
        }

        @Test
        void runWhenJsonVariableHoldsNoSecretStarts() {
            application.variable("SPRING_APPLICATION_JSON", "{\"server\":{\"port\":0}}");
            starts();
        }

        @Test
        void runWhenArgumentIsSecretIsRefused() {
            assertOnly("--db.password", "--db.password=" + SECRET, "--server.port=0")
                    .satisfies((secret) -> assertThat(secret.where()).isEqualTo("command line"));
        }

        @Test
        void runWhenArgumentWithoutNameIsSecretIsRefused() {
            assertOnly("(an argument without a name)", "redis://:" + SECRET + "@host");
        }

        @Test
        void runWhenSystemPropertyIsSecretIsRefused() {
            application.systemProperty("db.password", SECRET);
            assertOnly("-Ddb.password")
                    .satisfies((secret) -> assertThat(secret.where()).isEqualTo("system property"));
        }

        @Test
        void runWhenOptionsVariableSetsItIsNamedInstead() {
            application
                    .variable("JAVA_TOOL_OPTIONS", "-Xmx1g -Ddb.password=" + SECRET)
                    .systemProperty("db.password", SECRET);
            assertOnly("JAVA_TOOL_OPTIONS").satisfies((secret) -> {
                assertThat(secret.reasons()).contains("sets '-Ddb.password'");
                assertThat(secret.properties()).containsExactly("db.password");
            });
        }

        @Test
        void runWhenSeveralAreThereNamesAllAtOnce() {
            application.variable("B_TOKEN", SECRET).variable("A_PASSWORD", SECRET);
            assertThat(refused("--c.secret=" + SECRET).secrets())
                    .extracting(SecretInEnvironment::name)
                    .containsExactly("--c.secret", "A_PASSWORD", "B_TOKEN");
        }
    }

    @Nested
    class PlaceholdersOfFiles {

        @Test
        void runWhenSecretPropertyTakesVariableIsRefused() {
            application.variable("MY_PW", SECRET).yaml("spring:", "  datasource:", "    password: ${MY_PW}");
            assertOnly("MY_PW").satisfies((secret) -> {
                assertThat(secret.reasons())
                        .singleElement()
                        .asString()
                        .startsWith("is put into 'spring.datasource.password'")
                        .contains("application.yaml")
                        .contains("3:15");
                assertThat(secret.properties()).containsExactly("MY_PW");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "db.password: ${MISSING:${MY_PW}}",
                    "db.password: ${my-pw}",
                    "db.password: ${my.pw}",
                    "{db.password: '${other}', other: '${MY_PW}'}",
                    "{db.password: 'x${other:y}', other: '${MISSING:${MY_PW}}'}",
                    "db.url: jdbc:postgresql://db/app?user=a&password=${MY_PW}",
                    "db.url: amqp://${MY_USER}:${MY_PW}@${MY_HOST}/x",
                })
        void runWhenPlaceholderLeadsToVariableIsRefused(String yaml) {
            application
                    .variable("MY_PW", SECRET)
                    .variable("MY_USER", "app")
                    .variable("MY_HOST", "db")
                    .yaml(yaml);
            assertOnly("MY_PW");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "db.password: \\${MY_PW}",
                    "{db.password: '${MY_PW}', MY_PW: from-a-file}",
                    "db.user: ${MY_PW}",
                    "db.password: ${MISSING:}",
                    "db.password: ${NOTHING}",
                    "db.password: ${SWITCH}",
                    "{a.password: '${b.password}', b.password: '${a.password}'}",
                    "db.password: ${",
                    "db.url: jdbc:postgresql://${MY_HOST}/app",
                    "db.url: jdbc:postgresql://u:literal@${MY_HOST}/app",
                })
        void runWhenNoSecretComesFromVariableIsNoFinding(String yaml) {
            application
                    .variable("MY_HOST", "db")
                    .variable("SWITCH", "false")
                    .variable("NOTHING", "")
                    .yaml(yaml);
            if (yaml.contains("db.user")) {
                application.variable("MY_PW", SECRET);
            }
            starts();
        }

        @Test
        void runWhenPlaceholderLeadsToArgumentNamesTheArgument() {
            application.yaml("db.password: ${pw-of-db}");
            assertOnly("--pw-of-db", "--pw-of-db=" + SECRET);
        }
    }

    @Nested
    class Policy {

        @BeforeEach
        void makeSecret() {
            application.variable("DB_PASSWORD", SECRET);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "secrets-bridge.environment.guard: off",
                    "secrets-bridge.environment.guard: 'off'",
                    "secrets-bridge.environment.guard: OFF",
                    "secretsBridge.environment.guard: off",
                    "secrets-bridge.enabled: false",
                    "secrets-bridge.environment.allow: DB_PASSWORD",
                    "secrets-bridge.environment.allow: [A, DB_PASSWORD]",
                    "secrets-bridge.environment.allow: {DB_PASSWORD: 'the vendor image reads it'}",
                    "secrets-bridge.environment.allow: 'A, DB_PASSWORD'",
                })
        void runWhenFileSaysSoStarts(String yaml, CapturedOutput output) {
            application.yaml(yaml);
            starts();
            assertThat(output).doesNotContain("DB_PASSWORD");
        }

        @Test
        void runWhenPropertiesFileAllowsItStarts() {
            application.file("application.properties", "secrets-bridge.environment.allow.DB_PASSWORD=reason");
            starts();
        }

        @Test
        void runWhenAnotherIsAllowedIsRefused() {
            application.yaml("secrets-bridge.environment.allow: [DB_PASS, OTHER]");
            assertOnly("DB_PASSWORD");
        }

        @Test
        void runWhenEnvironmentSaysSoIsRefusedAndNamesTheSetting() {
            application
                    .variable("SECRETS_BRIDGE_ENVIRONMENT_GUARD", "off")
                    .variable("SECRETSBRIDGE_ENABLED", "false")
                    .variable("SECRETS_BRIDGE_ENVIRONMENT_ALLOW", "DB_PASSWORD")
                    .systemProperty("secrets-bridge.environment.guard", "warn");
            assertThat(refused("--secrets-bridge.environment.guard=off").ignoredSettings())
                    .containsExactlyInAnyOrder(
                            "SECRETS_BRIDGE_ENVIRONMENT_GUARD (environment variable)",
                            "SECRETSBRIDGE_ENABLED (environment variable)",
                            "SECRETS_BRIDGE_ENVIRONMENT_ALLOW (environment variable)",
                            "-Dsecrets-bridge.environment.guard (system property)",
                            "--secrets-bridge.environment.guard (command line)");
        }

        @Test
        void runWhenJsonVariableSaysSoIsRefused() {
            application.variable(
                    "SPRING_APPLICATION_JSON", "{\"secrets-bridge\":{\"environment\":{\"guard\":\"off\"}}}");
            assertThat(refused().ignoredSettings()).isNotEmpty();
        }

        @Test
        void runWhenFileTakesSettingFromEnvironmentIsRefused() {
            application.variable("GUARD", "off").yaml("secrets-bridge.environment.guard: ${GUARD:fail}");
            assertThat(refused().ignoredSettings()).singleElement().asString().contains("placeholder");
        }

        @Test
        void runWhenFileAndEnvironmentDisagreeFileWins(CapturedOutput output) {
            application
                    .variable("SECRETS_BRIDGE_ENVIRONMENT_GUARD", "fail")
                    .yaml("secrets-bridge.environment.guard: warn");
            starts();
            assertThat(output).contains("DB_PASSWORD (environment variable)").doesNotContain(SECRET);
        }

        @Test
        void runWhenProfileFileSaysSoStarts() {
            application.file("application-dev.yaml", "secrets-bridge.environment.guard: off");
            starts("--spring.profiles.active=dev");
            assertOnly("DB_PASSWORD");
        }

        /** A mounted file is a secret, not a configuration file: whoever writes secrets does not switch the guard off. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "secrets-bridge.environment.guard",
                    "secrets-bridge.enabled",
                    "secretsBridge.enabled",
                    "secrets-bridge.environment.allow.DB_PASSWORD"
                })
        void runWhenMountedSecretSaysSoIsRefused(String setting) throws IOException {
            Path mount = Files.createDirectory(directory.resolve("mount"));
            Files.writeString(mount.resolve(setting), setting.endsWith("guard") ? "off" : "false");
            application.yaml("spring.config.import: 'mounted:" + mount + "'");
            assertOnly("DB_PASSWORD");
        }

        @Test
        void runWhenSettingIsUnknownFails() {
            application.yaml("secrets-bridge.environment.guard: maybe");
            assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                    .isThrownBy(() -> application.run());
        }

        @Test
        void runWhenWarnLogsEverythingOnceAndStarts(CapturedOutput output) {
            application.yaml("secrets-bridge.environment.guard: warn");
            starts();
            assertThat(output)
                    .containsOnlyOnce("A secret was found")
                    .contains("WARN")
                    .contains("DB_PASSWORD (environment variable)")
                    .contains("mountPath: /etc/secrets")
                    .doesNotContain(SECRET);
        }
    }

    @Nested
    class Contexts {

        @Test
        void runWhenAheadOfTimeProcessingDoesNotLook() {
            application.variable("DB_PASSWORD", SECRET);
            System.setProperty("spring.aot.processing", "true");
            try {
                starts();
            } finally {
                System.clearProperty("spring.aot.processing");
            }
        }

        @Test
        void runWhenBootstrapContextOfSpringCloudLeavesItToTheRealOne() {
            application.variable("DB_PASSWORD", SECRET);
            SpringApplication bootstrap = application.build();
            var environment = application.environment();
            environment.getPropertySources().addFirst(new MapPropertySource("bootstrap", Map.of()));
            bootstrap.setEnvironment(environment);
            bootstrap.run().close();
        }

        @Test
        void runWhenAgainOnTheSameEnvironmentGivesTheSame() {
            application.variable("DB_PASSWORD", SECRET);
            SpringApplication same = application.build();
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(EnvironmentSecretsException.class).isThrownBy(same::run);
            }
        }
    }

    @Nested
    class Message {

        @Test
        void runWhenRefusedPrintsWhatToWriteAndNoValue(CapturedOutput output) {
            application
                    .variable("SPRING_DATASOURCE_PASSWORD", SECRET)
                    .variable("SOPS_AGE_KEY", SECRET)
                    .variable("SECRETS_BRIDGE_ENVIRONMENT_GUARD", "off");
            refused("--api.key=" + SECRET);
            assertThat(output)
                    .contains("APPLICATION FAILED TO START")
                    .contains("3 secrets were found")
                    .contains("SPRING_DATASOURCE_PASSWORD (environment variable)")
                    .contains("--api.key (command line)")
                    .contains("        import:" + System.lineSeparator() + "        - \"mounted:/etc/secrets/\"")
                    .doesNotContain("spring.config.import: \"mounted")
                    .contains("Remove them where they are set.")
                    .contains("mountPath: /etc/secrets")
                    .contains("path: spring.datasource.password")
                    .contains("path: api.key")
                    .contains("SOPS_AGE_KEY_FILE")
                    .doesNotContain("path: sops.age.key")
                    .contains("SECRETS_BRIDGE_ENVIRONMENT_GUARD (environment variable)")
                    .contains("      SPRING_DATASOURCE_PASSWORD: \"<why>\"")
                    .doesNotContain(SECRET)
                    .doesNotContain("\tat ");
        }

        @Test
        void descriptionWhenNameHoldsControlCharactersReplacesThem() {
            Report report = new Report(
                    List.of(new SecretInEnvironment(
                            "A\n\u001b[31mB_PASSWORD", "environment variable", List.of("r"), List.of("a\nb"))),
                    List.of());
            assertThat(report.description() + report.action())
                    .contains("A??[31mB_PASSWORD")
                    .contains("path: a?b".replace("a?b", "'a?b'"))
                    .doesNotContain("\u001b");
        }

        @Test
        void runInProcessOfItsOwnIsRefusedAndShowsNoValue() throws Exception {
            Path log = directory.resolve("log");
            Files.writeString(
                    directory.resolve("application.yaml"),
                    "spring.config.import: \"env:DOCUMENT[.yaml]\"\nspring.main.banner-mode: off\n");
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    RealApplication.class.getName(),
                    "--spring.config.location=file:" + directory + "/");
            builder.environment().clear();
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Dlegacy.password=" + SECRET);
            builder.environment().put("DOCUMENT", "inner:\n  client-secret: " + SECRET + "\n");
            builder.environment().put("ORDERS_DB_PASSWORD", SECRET);
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            // The virtual machine itself prints JAVA_TOOL_OPTIONS, which is one more reason not to use it.
            String text = Files.readString(log).replaceFirst("Picked up JAVA_TOOL_OPTIONS: .*\n", "");
            assertThat(text)
                    .contains("3 secrets were found")
                    .contains("ORDERS_DB_PASSWORD (environment variable)")
                    .contains("sets '-Dlegacy.password'")
                    .contains("DOCUMENT (")
                    .contains("is imported and sets 'inner.client-secret'")
                    .doesNotContain(SECRET)
                    .doesNotContain("started");
        }
    }

    /** Started as a process of its own. */
    static final class RealApplication {

        private RealApplication() {}

        public static void main(String[] args) {
            SpringApplication.run(GuardedApplication.NoBeans.class, args);
        }
    }
}
