package io.secretsbridge.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretValue;
import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.TestApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.MapPropertySource;

class SecretsBridgeAutoConfigurationTests {

    @TempDir
    private Path directory;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.application = new TestApplication(this.directory.resolve("app")).withSource(Beans.class);
    }

    @Test
    void bindWhenFieldIsSecretValueConvertsTextNumbersAndBytes() {
        byte[] content = {(byte) 0xFE, 0, (byte) 0xFF};
        Path mount = this.directory.resolve("mount");
        new KubeletVolume(mount).write(Map.of("db.keystore", content));
        this.application
                .seal("secrets.json", "{\"db\": {\"password\": \"s3cret\", \"pin\": 1234, \"tokens\": [\"a\", \"b\"]}}")
                .imports("sops:secrets.json", "mounted:" + mount);
        try (ConfigurableApplicationContext context = this.application.run()) {
            Database database = context.getBean(Database.class);
            assertThat(database.password().exposeString()).isEqualTo("s3cret");
            assertThat(database.pin().exposeString()).isEqualTo("1234");
            assertThat(database.keystore().exposeBytes()).isEqualTo(content);
            assertThat(database.tokens()).extracting(SecretValue::exposeString).containsExactly("a", "b");
            assertThat(database).asString().doesNotContain("s3cret", "1234");
        }
    }

    @Test
    void environmentEndpointWhenValuesAreShownMasksSecrets() {
        Path mount = this.directory.resolve("mount");
        new KubeletVolume(mount).write("mounted.password", "m0unted-secret");
        this.application
                .seal("secrets.json", "{\"db\": {\"password\": \"s3cret-value\", \"flag\": true}}")
                .imports("sops:secrets.json", "mounted:" + mount);
        try (ConfigurableApplicationContext context = this.application.run(
                "copy=${db.password}", "url=jdbc:x?password=${mounted.password}", "plain=visible", "flag=true")) {
            EnvironmentEndpoint endpoint = new EnvironmentEndpoint(
                    context.getEnvironment(),
                    context.getBeanProvider(SanitizingFunction.class)
                            .orderedStream()
                            .toList(),
                    Show.ALWAYS);
            String all = endpoint.environment(null).getPropertySources().stream()
                    .flatMap((source) -> source.getProperties().entrySet().stream())
                    .map((entry) -> entry.getKey() + "=" + entry.getValue().getValue())
                    .reduce("", (left, right) -> left + "\n" + right);
            assertThat(all)
                    .contains("db.password=******", "mounted.password=******", "copy=******", "url=******")
                    .contains("plain=visible", "\nflag=true", "db.flag=******")
                    .doesNotContain("s3cret-value", "m0unted-secret");
        }
    }

    @Test
    void configPropsEndpointWhenValuesAreShownMasksSecrets() {
        this.application
                .seal("secrets.json", "{\"login\": {\"password\": \"s3cret-value\"}}")
                .imports("sops:secrets.json");
        try (ConfigurableApplicationContext context = this.application.run("login.user=visible")) {
            ConfigurationPropertiesReportEndpoint endpoint = new ConfigurationPropertiesReportEndpoint(
                    context.getBeanProvider(SanitizingFunction.class)
                            .orderedStream()
                            .toList(),
                    Show.ALWAYS);
            endpoint.setApplicationContext(context);
            Map<String, Object> properties = endpoint.configurationProperties().getContexts().values().stream()
                    .flatMap((beans) -> beans.getBeans().values().stream())
                    .filter((bean) -> bean.getPrefix().equals("login"))
                    .findFirst()
                    .orElseThrow()
                    .getProperties();
            assertThat(properties).containsEntry("user", "visible").containsEntry("password", "******");
        }
    }

    @Test
    void sanitizeWhenSourceIsSecretOfKubernetesMasksIt() {
        runner().run((context) -> {
            SanitizingFunction function = context.getBean(SanitizingFunction.class);
            MapPropertySource secret =
                    new org.springframework.cloud.kubernetes.commons.config.SecretsPropertySource(Map.of("a", "b"));
            CompositePropertySource composite = new CompositePropertySource("composite-secret");
            composite.addPropertySource(secret);
            MapPropertySource plain = new MapPropertySource("configmap", Map.of("a", "b"));
            assertThat(function.apply(new SanitizableData(secret, "a", "b")).getValue())
                    .isEqualTo("******");
            assertThat(function.apply(new SanitizableData(composite, "a", "b")).getValue())
                    .isEqualTo("******");
            assertThat(function.apply(new SanitizableData(plain, "a", "b")).getValue())
                    .isEqualTo("b");
        });
    }

    @Test
    void runWhenActuatorIsAbsentConvertsAllTheSame() {
        runner().withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
                .run((context) -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SecretValueConverter.class);
                    assertThat(context).doesNotHaveBean(SecretSanitizingFunction.class);
                });
    }

    @Test
    void runWhenContextClosesForgetsKeys() {
        this.application.seal("secrets.json", "{\"a\": \"b\"}").imports("sops:secrets.json");
        ConfigurableApplicationContext context = this.application.run();
        assertThat(context.getBeanFactory().getSingletonNames())
                .contains("io.secretsbridge.spring.config.SecretFilesPool");
        context.close();
        assertThat(context.getBeanFactory().getSingletonNames())
                .doesNotContain("io.secretsbridge.spring.config.SecretFilesPool");
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SecretsBridgeAutoConfiguration.class));
    }

    @ConfigurationProperties("db")
    record Database(
            SecretValue password,
            SecretValue pin,
            SecretValue keystore,
            @DefaultValue List<SecretValue> tokens) {}

    @ConfigurationProperties("login")
    static class Login {

        private String user;

        private String password;

        public String getUser() {
            return this.user;
        }

        public void setUser(String user) {
            this.user = user;
        }

        public String getPassword() {
            return this.password;
        }

        public void setPassword(String password) {
            this.password = password;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SecretsBridgeAutoConfiguration.class)
    @EnableConfigurationProperties({Database.class, Login.class})
    static class Beans {}
}
