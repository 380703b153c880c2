package io.secretsbridge.spring.autoconfigure.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountWatcher;
import io.secretsbridge.spring.Eventually;
import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.TestApplication;
import io.secretsbridge.spring.autoconfigure.SecretsBridgeAutoConfiguration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A real pool and a real database, whose account gets a new password while requests are made. */
@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
class HikariRotationTests {

    private static final String URL = "jdbc:h2:mem:rotation";

    private static final String[] FAST = {
        "secrets-bridge.rotation.debounce=20ms",
        "secrets-bridge.rotation.poll-interval=200ms",
        "spring.datasource.url=" + URL,
        "spring.datasource.hikari.maximum-pool-size=4",
        "spring.datasource.hikari.connection-timeout=60000"
    };

    @TempDir
    private Path directory;

    private Path mount;

    private KubeletVolume volume;

    private TestApplication application;

    private Connection admin;

    @BeforeEach
    void setUp() throws SQLException {
        this.admin = DriverManager.getConnection(URL, "sa", "admin");
        execute("CREATE USER app PASSWORD 's3cret-0'");
        this.mount = this.directory.resolve("etc/secrets");
        this.volume = new KubeletVolume(this.mount);
        this.application = new TestApplication(this.directory.resolve("app")).withSource(Beans.class);
        this.application.imports("mounted:" + this.mount);
    }

    @AfterEach
    void tearDown() throws SQLException {
        execute("SHUTDOWN");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = this.admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private void mount(String user, String password) {
        this.volume.write("spring.datasource.username", user, "spring.datasource.password", password);
    }

    private static HikariDataSource pool(ConfigurableApplicationContext context) {
        return context.getBean("dataSource", HikariDataSource.class);
    }

    private static String currentUser(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT CURRENT_USER")) {
            result.next();
            return result.getString(1);
        }
    }

    private static MountStatus status(ConfigurableApplicationContext context) {
        return watcher(context).statuses().get(0);
    }

    private static MountWatcher watcher(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(context.getBean(SecretRotation.class).watcher());
    }

    @Test
    void rotateWhenPasswordChangesUnderLoadFailsNoRequestAndLeavesNoOldConnection(CapturedOutput output)
            throws Exception {
        mount("app", "s3cret-0");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            HikariDataSource pool = pool(context);
            // The pool opens its first connection on the first request; a password that changes before that fails a
            // start, not a rotation.
            assertThat(currentUser(pool)).isEqualTo("APP");
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicLong requests = new AtomicLong();
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Thread client = new Thread(() -> request(pool, running, requests, failures));
                client.start();
                clients.add(client);
            }
            for (int i = 1; i <= 15; i++) {
                String password = "s3cret-" + i;
                execute("ALTER USER app SET PASSWORD '" + password + "'");
                mount("app", password);
                Eventually.holds(() -> password.equals(pool.getPassword()));
            }
            long sessions = requests.get();
            Eventually.holds(() -> requests.get() > sessions + 200);
            running.set(false);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(requests.get()).isGreaterThan(200);
            // Every connection was opened after the last change.
            try (Statement statement = this.admin.createStatement()) {
                statement.execute("ALTER USER app SET PASSWORD 's3cret-last'");
            }
            long before = newestSession();
            mount("app", "s3cret-last");
            Eventually.holds(() -> "s3cret-last".equals(pool.getPassword()));
            Eventually.holds(() -> oldestSession() > before);
        }
        assertThat(output).doesNotContain("s3cret");
    }

    private static void request(DataSource pool, AtomicBoolean running, AtomicLong requests, Queue<String> failures) {
        while (running.get()) {
            try {
                currentUser(pool);
                requests.incrementAndGet();
                Thread.sleep(1);
            } catch (SQLException ex) {
                failures.add(String.valueOf(ex.getMessage()));
            } catch (InterruptedException ex) {
                return;
            }
        }
    }

    private long newestSession() throws SQLException {
        return session("MAX");
    }

    private long oldestSession() throws SQLException {
        return session("MIN");
    }

    private long session(String function) throws SQLException {
        try (Statement statement = this.admin.createStatement();
                ResultSet result = statement.executeQuery("SELECT COALESCE(" + function + "(SESSION_ID), 1000000)"
                        + " FROM INFORMATION_SCHEMA.SESSIONS WHERE USER_NAME = 'APP'")) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void rotateWhenSecretComesBeforeTheDatabaseKnowsItKeepsTheOldOneAndTriesAgain(CapturedOutput output)
            throws Exception {
        mount("app", "s3cret-0");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(currentUser(pool(context))).isEqualTo("APP");
            mount("app", "s3cret-1");
            Eventually.holds(() -> status(context).state() == MountStatus.State.REFUSED);
            assertThat(status(context).problem()).hasMessageContaining("does not take the new credentials (SQL state");
            assertThat(pool(context).getPassword()).isEqualTo("s3cret-0");
            assertThat(context.getEnvironment().getProperty("spring.datasource.password"))
                    .isEqualTo("s3cret-0");
            assertThat(currentUser(pool(context))).isEqualTo("APP");
            execute("ALTER USER app SET PASSWORD 's3cret-1'");
            Eventually.holds(() -> "s3cret-1".equals(pool(context).getPassword()));
            Eventually.holds(() -> status(context).state() == MountStatus.State.CURRENT);
            assertThat(currentUser(pool(context))).isEqualTo("APP");
        }
        assertThat(output).doesNotContain("s3cret");
    }

    @Test
    void rotateWhenAccountChangesTakesNameAndPasswordTogether() throws Exception {
        execute("CREATE USER app_b PASSWORD 'b'");
        mount("app", "s3cret-0");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(currentUser(pool(context))).isEqualTo("APP");
            mount("app_b", "b");
            Eventually.holds(() -> currentUser(pool(context)).equals("APP_B"));
        }
    }

    @Test
    void rotateWhenNameAndPasswordLieInTwoMountsTakesThemTogether() throws Exception {
        execute("CREATE USER app_b PASSWORD 'b'");
        KubeletVolume second = new KubeletVolume(this.directory.resolve("second"));
        this.application.imports("mounted:" + this.mount, "mounted:" + this.directory.resolve("second"));
        this.volume.write("spring.datasource.username", "app");
        second.write("spring.datasource.password", "s3cret-0");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(currentUser(pool(context))).isEqualTo("APP");
            this.volume.write("spring.datasource.username", "app_b");
            Eventually.holds(() -> watcher(context).statuses().stream()
                    .anyMatch((status) -> status.state() == MountStatus.State.REFUSED));
            second.write("spring.datasource.password", "b");
            Eventually.holds(() -> currentUser(pool(context)).equals("APP_B"));
        }
    }

    @Test
    void rotateWhenPoolHasPropertiesOfItsOwnFindsThem() throws Exception {
        execute("CREATE USER app_two PASSWORD 'one'");
        this.application.withSource(SecondPool.class);
        this.application.write(
                "application-second.yaml",
                "second.pool.jdbc-url: '" + URL + "'",
                "second.pool.username: app_two",
                "second.pool.password: '${second.secret}'");
        this.volume.write("second.secret", "one", "other", "1");
        try (ConfigurableApplicationContext context =
                this.application.run("spring.profiles.active=second", "secrets-bridge.rotation.poll-interval=200ms")) {
            HikariDataSource pool = context.getBean("secondPool", HikariDataSource.class);
            assertThat(currentUser(pool)).isEqualTo("APP_TWO");
            execute("ALTER USER app_two SET PASSWORD 'two'");
            this.volume.write("second.secret", "two", "other", "1");
            Eventually.holds(() -> "two".equals(pool.getPassword()));
            assertThat(currentUser(pool)).isEqualTo("APP_TWO");
        }
    }

    @Test
    void rotateWhenSwitchedOffLeavesPoolAlone() throws Exception {
        mount("app", "s3cret-0");
        try (ConfigurableApplicationContext context =
                this.application.run("secrets-bridge.rotation.hikari.enabled=false", "spring.datasource.url=" + URL)) {
            mount("app", "s3cret-1");
            Eventually.holds(
                    () -> "s3cret-1".equals(context.getEnvironment().getProperty("spring.datasource.password")));
            assertThat(pool(context).getPassword()).isEqualTo("s3cret-0");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        SecretsBridgeAutoConfiguration.class,
        RotationAutoConfiguration.class,
        DataSourceAutoConfiguration.class
    })
    static class Beans {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({SecretsBridgeAutoConfiguration.class, RotationAutoConfiguration.class})
    @EnableConfigurationProperties
    static class SecondPool {

        @Bean
        @ConfigurationProperties("second.pool")
        HikariDataSource secondPool() {
            return new HikariDataSource();
        }
    }
}
