package io.secretsbridge.spring.autoconfigure.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.spring.Eventually;
import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.TestApplication;
import io.secretsbridge.spring.autoconfigure.SecretsBridgeAutoConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.ConfigurationPropertiesRebinderAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

@Timeout(600)
class CloudRotationTests {

    private static final String FAST = "secrets-bridge.rotation.debounce=50ms";

    @TempDir
    private Path directory;

    private KubeletVolume volume;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        Path mount = this.directory.resolve("etc/secrets");
        this.volume = new KubeletVolume(mount);
        this.application = new TestApplication(this.directory.resolve("app")).withSource(Beans.class);
        this.application.imports("mounted:" + mount);
    }

    @Test
    void rotateWhenSpringCloudIsThereBindsAgainAndRenewsRefreshScope() throws Exception {
        this.volume.write("db.password", "one", "db.user", "app");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            Database database = context.getBean(Database.class);
            Client client = context.getBean(Client.class);
            assertThat(client.password()).isEqualTo("one");
            this.volume.write("db.password", "two", "db.user", "app");
            Eventually.holds(() -> "two".equals(database.getPassword()));
            Eventually.holds(() -> client.password().equals("two"));
            assertThat(context.getBean(Changes.class).keys).containsExactly(Set.of("db.password"));
        }
    }

    @Test
    void rotateWhenSwitchedOffLeavesBeansAlone() throws Exception {
        this.volume.write("db.password", "one", "db.user", "app");
        try (ConfigurableApplicationContext context =
                this.application.run(FAST, "secrets-bridge.rotation.refresh.enabled=false")) {
            this.volume.write("db.password", "two", "db.user", "app");
            Eventually.holds(() -> "two".equals(context.getEnvironment().getProperty("db.password")));
            Thread.sleep(200);
            assertThat(context.getBean(Database.class).getPassword()).isEqualTo("one");
        }
    }

    @Test
    void refreshWhenMountIsEmptiedKeepsWhatRotationKeeps() throws Exception {
        this.volume.write("db.password", "one", "db.user", "app");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            ContextRefresher refresher = context.getBean(ContextRefresher.class);
            assertThat(refresher.refresh()).doesNotContain("db.password", "db.user");
            this.volume.write();
            Eventually.holds(() ->
                    Objects.requireNonNull(context.getBean(SecretRotation.class).watcher())
                                    .statuses()
                                    .get(0)
                                    .state()
                            == MountStatus.State.EMPTIED);
            assertThat(refresher.refresh()).doesNotContain("db.password", "db.user");
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("one");
            // The source was replaced by the refresh; rotation finds the new one.
            this.volume.write("db.password", "two", "db.user", "app");
            Eventually.holds(() -> "two".equals(context.getEnvironment().getProperty("db.password")));
            assertThat(refresher.refresh()).doesNotContain("db.password", "db.user");
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("two");
        }
    }

    @Test
    void refreshWhenRotationIsOffReadsTheMountAgain() {
        this.volume.write("db.password", "one", "db.user", "app");
        try (ConfigurableApplicationContext context = this.application.run("secrets-bridge.rotation.enabled=false")) {
            this.volume.write("db.password", "two", "db.user", "app");
            assertThat(context.getBean(ContextRefresher.class).refresh())
                    .contains("db.password")
                    .doesNotContain("db.user");
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("two");
        }
    }

    @Test
    void runWhenNoOptionalDependencyIsThereStartsWithoutTheirBeans() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SecretsBridgeAutoConfiguration.class, RotationAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.cloud", "com.zaxxer.hikari", HealthIndicator.class.getPackageName()))
                .run((context) -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SecretRotation.class);
                    assertThat(context).doesNotHaveBean(RotationTarget.class);
                    assertThat(context).doesNotHaveBean("secretRotationHealthIndicator");
                });
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        SecretsBridgeAutoConfiguration.class,
        RotationAutoConfiguration.class,
        RefreshAutoConfiguration.class,
        ConfigurationPropertiesRebinderAutoConfiguration.class
    })
    @EnableConfigurationProperties(Database.class)
    static class Beans {

        @Bean
        @RefreshScope
        Client client() {
            return new Client();
        }

        @Bean
        Changes changes() {
            return new Changes();
        }
    }

    @ConfigurationProperties("db")
    static class Database {

        private String user = "";

        private String password = "";

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

    static class Client {

        @Value("${db.password}")
        private String password = "";

        String password() {
            return this.password;
        }
    }

    static class Changes {

        final List<Set<String>> keys = new CopyOnWriteArrayList<>();

        @EventListener
        void changed(EnvironmentChangeEvent event) {
            this.keys.add(event.getKeys());
        }
    }
}
