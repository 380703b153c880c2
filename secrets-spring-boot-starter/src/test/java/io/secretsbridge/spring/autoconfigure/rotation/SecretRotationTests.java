package io.secretsbridge.spring.autoconfigure.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretValue;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountWatcher;
import io.secretsbridge.sops.Format;
import io.secretsbridge.spring.Eventually;
import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.OnSecretRotated;
import io.secretsbridge.spring.SecretPropertySource;
import io.secretsbridge.spring.SecretsRotatedEvent;
import io.secretsbridge.spring.TestApplication;
import io.secretsbridge.spring.autoconfigure.SecretsBridgeAutoConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeansException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
class SecretRotationTests {

    private static final String FAST = "secrets-bridge.rotation.debounce=50ms";

    private static final String FAST_POLL = "secrets-bridge.rotation.poll-interval=100ms";

    private static final Bindable<Map<String, String>> STRINGS = Bindable.mapOf(String.class, String.class);

    @TempDir
    private Path directory;

    private Path mount;

    private KubeletVolume volume;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.mount = this.directory.resolve("etc/secrets");
        this.volume = new KubeletVolume(this.mount);
        this.application = new TestApplication(this.directory.resolve("app")).withSource(Beans.class);
        this.application.imports("mounted:" + this.mount);
    }

    private static String value(ConfigurableApplicationContext context, String name) {
        return Objects.requireNonNullElse(context.getEnvironment().getProperty(name), "(none)");
    }

    private static MountStatus status(ConfigurableApplicationContext context) {
        MountWatcher watcher = context.getBean(SecretRotation.class).watcher();
        assertThat(watcher).isNotNull();
        return watcher.statuses().get(0);
    }

    private static void becomes(ConfigurableApplicationContext context, MountStatus.State state) throws Exception {
        Eventually.holds(() -> status(context).state() == state);
    }

    private static Health health(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(
                context.getBean(RotationHealthIndicator.class).health());
    }

    private static Events events(ConfigurableApplicationContext context) {
        return context.getBean(Events.class);
    }

    @Test
    void rotateWhenVolumeIsSwappedAgainAndAgainShowsEachValueAndNamesIt(CapturedOutput output) throws Exception {
        this.volume.write("db.user", "app", "db.password", "s3cret-0");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(health(context).getStatus().getCode()).isEqualTo("UP");
            // Boot's own watcher once saw the first swap only.
            for (int i = 1; i <= 3; i++) {
                String expected = "s3cret-" + i;
                this.volume.write("db.user", "app", "db.password", expected);
                int events = i;
                Eventually.holds(() -> events(context).all.size() == events);
                assertThat(value(context, "db.password")).isEqualTo(expected);
                assertThat(Binder.get(context.getEnvironment())
                                .bind("db.password", String.class)
                                .get())
                        .isEqualTo(expected);
                SecretsRotatedEvent event = events(context).all.get(i - 1);
                assertThat(event.names()).containsExactly("db.password");
                assertThat(event.directories()).containsExactly(this.mount);
                assertThat(event).asString().doesNotContain("s3cret");
            }
            assertThat(health(context).getDetails())
                    .extractingByKey("lastRotation")
                    .asString()
                    .contains("db.password");
        }
        assertThat(output).contains("Rotated [db.password]").doesNotContain("s3cret");
    }

    @Test
    void rotateWhenUpdateHoldsSettingsOfSecretsBridgeIgnoresThemAndSaysSo(CapturedOutput output) throws Exception {
        this.volume.write("a.one", "1");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write("a.one", "2", "secrets-bridge.vault.address", "https://evil");
            Eventually.holds(() -> value(context, "a.one").equals("2"));
            assertThat(value(context, "secrets-bridge.vault.address")).isEqualTo("(none)");
            Eventually.holds(() -> !events(context).all.isEmpty());
            assertThat(events(context).all.get(0).names()).containsExactly("a.one");
        }
        assertThat(output)
                .containsOnlyOnce("'secrets-bridge.vault.address' at file ["
                        + this.mount.resolve("secrets-bridge.vault.address") + "] has no effect")
                .doesNotContain("evil");
    }

    @Test
    void rotateWhenKeysComeAndGoFollowsNamesInTheEnvironment() throws Exception {
        this.volume.write("a.one", "1");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write("a.one", "1", "a.two", "2");
            Eventually.holds(() -> value(context, "a.two").equals("2"));
            Binder binder = Binder.get(context.getEnvironment());
            assertThat(binder.bind("a", STRINGS).get()).containsOnlyKeys("one", "two");
            this.volume.write("a.one", "1");
            Eventually.holds(() -> value(context, "a.two").equals("(none)"));
            assertThat(Binder.get(context.getEnvironment()).bind("a", STRINGS).get())
                    .containsOnlyKeys("one");
        }
    }

    @Test
    void rotateWhenPlainFilesAreReplacedFollows() throws Exception {
        Files.createDirectories(this.mount);
        Files.writeString(this.mount.resolve("db.password"), "one");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            Files.writeString(this.mount.resolve("db.password"), "two");
            Eventually.holds(() -> value(context, "db.password").equals("two"));
            Path temporary = Files.writeString(this.mount.resolve("3735928559"), "three");
            Files.move(temporary, this.mount.resolve("db.password"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            Eventually.holds(() -> value(context, "db.password").equals("three"));
        }
    }

    @Test
    void rotateWhenChangeHappenedWhileStartingSeesIt() throws Exception {
        this.volume.write("db.password", "one");
        KubeletVolume swapped = this.volume;
        ApplicationListener<org.springframework.boot.context.event.ApplicationPreparedEvent> early =
                (event) -> swapped.write("db.password", "two");
        try (ConfigurableApplicationContext context =
                this.application.builder().listeners(early).run("--" + FAST)) {
            Eventually.holds(() -> value(context, "db.password").equals("two"));
        }
    }

    @Test
    void rotateWhenOptionalSecretIsDeletedKeepsValuesAndHealthIsStale(CapturedOutput output) throws Exception {
        this.volume.write("db.password", "s3cret");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write();
            becomes(context, MountStatus.State.EMPTIED);
            assertThat(value(context, "db.password")).isEqualTo("s3cret");
            assertThat(health(context).getStatus()).isEqualTo(RotationHealthIndicator.STALE);
            assertThat(health(context).getDetails().get("mounts").toString()).contains("emptied");
            this.volume.write("db.password", "s3cret-2");
            Eventually.holds(() -> value(context, "db.password").equals("s3cret-2"));
            becomes(context, MountStatus.State.CURRENT);
            assertThat(health(context).getStatus().getCode()).isEqualTo("UP");
        }
        assertThat(output).contains("is empty; its last secrets are kept").doesNotContain("s3cret");
    }

    @Test
    void rotateWhenKeyIsMissingKeepsAllAndNamesIt() throws Exception {
        this.volume.write("db.user", "app", "db.password", "one");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write("db.user", "other");
            becomes(context, MountStatus.State.INCOMPLETE);
            assertThat(value(context, "db.user")).isEqualTo("app");
            assertThat(value(context, "db.password")).isEqualTo("one");
            assertThat(health(context).getDetails().get("mounts").toString()).contains("missing=[db.password]");
            assertThat(events(context).all).isEmpty();
        }
    }

    @Test
    void rotateWhenRemovalsAreFollowedDropsTheProperty() throws Exception {
        this.volume.write("db.user", "app", "db.password", "one");
        try (ConfigurableApplicationContext context =
                this.application.run(FAST, "secrets-bridge.rotation.follow-removals=true")) {
            this.volume.write("db.user", "app");
            Eventually.holds(() -> value(context, "db.password").equals("(none)"));
            assertThat(value(context, "db.user")).isEqualTo("app");
        }
    }

    @Test
    void rotateWhenMountVanishesKeepsValuesAndRecovers() throws Exception {
        this.volume.write("db.password", "one");
        try (ConfigurableApplicationContext context = this.application.run(FAST, FAST_POLL)) {
            org.springframework.util.FileSystemUtils.deleteRecursively(this.mount);
            becomes(context, MountStatus.State.MISSING);
            assertThat(value(context, "db.password")).isEqualTo("one");
            this.volume.write("db.password", "two");
            Eventually.holds(() -> value(context, "db.password").equals("two"));
        }
    }

    @Test
    void rotateWhenOptionalMountAppearsLaterFillsItsPlace() throws Exception {
        this.application.imports("optional:mounted:" + this.mount);
        this.application.write("application-low.yaml", "a: 'plain'");
        try (ConfigurableApplicationContext context = this.application.run(FAST, FAST_POLL)) {
            assertThat(value(context, "db.password")).isEqualTo("(none)");
            this.volume.write("db.password", "one");
            Eventually.holds(() -> value(context, "db.password").equals("one"));
            Eventually.holds(() -> !events(context).all.isEmpty());
            assertThat(events(context).all.get(0).names()).containsExactly("db.password");
        }
    }

    @Test
    void rotateWhenSealedFileInMountChangesOpensIt() throws Exception {
        this.volume.write(sealed("{\"api\": {\"key\": \"one\", \"url\": \"u\"}}", "plain", "1"));
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(value(context, "api.key")).isEqualTo("one");
            this.volume.write(sealed("{\"api\": {\"key\": \"two\", \"url\": \"u\"}}", "plain", "2"));
            Eventually.holds(() -> value(context, "api.key").equals("two"));
            Eventually.holds(() -> events(context).all.size() == 1);
            assertThat(events(context).all.get(0).names()).containsExactly("api.key", "plain");
        }
    }

    @Test
    void rotateWhenSealedFileIsTamperedWithKeepsAllAndRecovers(CapturedOutput output) throws Exception {
        this.volume.write(sealed("{\"api\": {\"key\": \"one\"}}", "plain", "1"));
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            Map<String, byte[]> bad = sealed("{\"api\": {\"key\": \"two\"}}", "plain", "2");
            String text = new String(bad.get("sealed.json"), StandardCharsets.UTF_8);
            int mac = text.indexOf("\"mac\": \"ENC[AES256_GCM,data:") + "\"mac\": \"ENC[AES256_GCM,data:".length();
            char other = (text.charAt(mac) == 'A') ? 'B' : 'A';
            String tampered = text.substring(0, mac) + other + text.substring(mac + 1);
            this.volume.write(Map.of(
                    "sealed.json", tampered.getBytes(StandardCharsets.UTF_8),
                    "plain", "2".getBytes(StandardCharsets.UTF_8)));
            becomes(context, MountStatus.State.REFUSED);
            assertThat(value(context, "api.key")).isEqualTo("one");
            assertThat(value(context, "plain")).isEqualTo("1");
            assertThat(health(context).getStatus()).isEqualTo(RotationHealthIndicator.STALE);
            assertThat(health(context).getDetails().get("mounts").toString()).contains("refused", "sealed.json");
            // Half of it, as after a full disk.
            this.volume.write(Map.of(
                    "sealed.json", text.substring(0, text.length() / 2).getBytes(StandardCharsets.UTF_8),
                    "plain", "3".getBytes(StandardCharsets.UTF_8)));
            Eventually.holds(() -> health(context).getDetails().toString().contains("was sealed"));
            assertThat(value(context, "api.key")).isEqualTo("one");
            this.volume.write(bad);
            Eventually.holds(() -> value(context, "api.key").equals("two"));
            assertThat(value(context, "plain")).isEqualTo("2");
            becomes(context, MountStatus.State.CURRENT);
        }
        assertThat(output).contains("cannot be used; its last secrets are kept");
    }

    @Test
    void rotateWhenDocumentsOfSealedFileAreForProfilesTakesThoseThatAreActive() throws Exception {
        this.volume.write(Map.of("sealed.yaml", sealedYaml("a: one")));
        try (ConfigurableApplicationContext context = this.application.run(FAST, "spring.profiles.active=prod")) {
            this.volume.write(Map.of(
                    "sealed.yaml",
                    sealedYaml(
                            "a: two",
                            "---",
                            "spring.config.activate.on-profile: prod",
                            "a: prod",
                            "---",
                            "spring.config.activate.on-profile: dev",
                            "a: dev")));
            Eventually.holds(() -> value(context, "a").equals("prod"));
            this.volume.write(Map.of("sealed.yaml", sealedYaml("a: three")));
            Eventually.holds(() -> value(context, "a").equals("three"));
            Eventually.holds(() -> context.getEnvironment().getPropertySources().stream()
                            .filter(SecretPropertySource.class::isInstance)
                            .count()
                    == 2);
        }
    }

    @Test
    void rotateWhenTwoMountsChangeKeepsTheirOrder() throws Exception {
        KubeletVolume second = new KubeletVolume(this.directory.resolve("second"));
        this.application.imports("mounted:" + this.mount, "mounted:" + this.directory.resolve("second"));
        this.volume.write("a", "first-1", "only", "1");
        second.write("a", "second-1");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            assertThat(value(context, "a")).isEqualTo("second-1");
            this.volume.write("a", "first-2", "only", "2");
            Eventually.holds(() -> value(context, "only").equals("2"));
            assertThat(value(context, "a")).isEqualTo("second-1");
            second.write("a", "second-2");
            Eventually.holds(() -> value(context, "a").equals("second-2"));
        }
    }

    @Test
    void hookWhenPatternMatchesIsCalledAndFailureOfOneDoesNotStopOthers(CapturedOutput output) throws Exception {
        this.volume.write("payment.api-key", "one", "db.password", "one");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            Hooks hooks = context.getBean(Hooks.class);
            this.volume.write("payment.api-key", "s3cret-two", "db.password", "one");
            Eventually.holds(() -> hooks.calls.contains("all"));
            Eventually.holds(() -> context.getBean(SecretRotation.class).last() != null);
            assertThat(hooks.calls).containsExactlyInAnyOrder("payment s3cret-two", "exact", "all");
            assertThat(health(context).getStatus()).isEqualTo(RotationHealthIndicator.STALE);
            assertThat(health(context).getDetails().get("lastRotation").toString())
                    .contains("hooks.fails");
            hooks.calls.clear();
            this.volume.write("payment.api-key", "s3cret-two", "db.password", "two");
            Eventually.holds(() -> hooks.calls.contains("all"));
            assertThat(hooks.calls).containsExactly("all");
            Eventually.holds(() -> health(context).getStatus().getCode().equals("UP"));
        }
        assertThat(output)
                .contains("hooks.fails failed after secrets were rotated")
                .doesNotContain("s3cret");
    }

    @Test
    void sanitizeWhenOldSecretIsStillBoundMasksIt() throws Exception {
        this.volume.write("payment.api-key", "old-s3cret-value");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write("payment.api-key", "new-s3cret-value");
            Eventually.holds(() -> value(context, "payment.api-key").equals("new-s3cret-value"));
            Eventually.holds(() -> !events(context).all.isEmpty());
            SanitizingFunction function = context.getBean(SanitizingFunction.class);
            for (String shown : List.of("old-s3cret-value", "url?key=old-s3cret-value", "new-s3cret-value")) {
                assertThat(function.apply(new SanitizableData(null, "client.url", shown))
                                .getValue())
                        .isEqualTo("******");
            }
            assertThat(function.apply(new SanitizableData(null, "client.url", "plain"))
                            .getValue())
                    .isEqualTo("plain");
        }
    }

    @Test
    void aggregateWhenHealthIsStaleLeavesTheOverallStatusAlone() {
        assertThat(StatusAggregator.getDefault().getAggregateStatus(Status.UP, RotationHealthIndicator.STALE))
                .isEqualTo(Status.UP);
        assertThat(HttpCodeStatusMapper.getDefault().getStatusCode(RotationHealthIndicator.STALE))
                .isEqualTo(200);
        assertThat(StatusAggregator.of("down", "stale", "up")
                        .getAggregateStatus(Status.UP, RotationHealthIndicator.STALE))
                .isEqualTo(RotationHealthIndicator.STALE);
    }

    @Test
    void startWhenHookTakesSomethingElseSaysWhatItMayTake() {
        this.volume.write("a", "1");
        this.application.withSource(WrongHook.class);
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(this.application::run)
                .havingRootCause()
                .withMessageContaining("wrong(java.lang.String)")
                .withMessageContaining("may take a SecretsRotatedEvent");
    }

    @Test
    void startWhenNothingIsMountedOrRotationIsOffRunsNothing() throws Exception {
        this.volume.write("a", "1");
        try (ConfigurableApplicationContext context = this.application.run("secrets-bridge.rotation.enabled=false")) {
            assertThat(context.getBeanNamesForType(SecretRotation.class)).isEmpty();
            assertThat(context.getBeanNamesForType(RotationHealthIndicator.class))
                    .isEmpty();
            Eventually.holds(() -> watchers() == 0);
        }
        try (ConfigurableApplicationContext context = this.application.run("secrets-bridge.enabled=false")) {
            assertThat(context.getBean(SecretRotation.class).isRunning()).isFalse();
            Eventually.holds(() -> watchers() == 0);
        }
        this.application.write("application.yaml", "a: b");
        try (ConfigurableApplicationContext context = this.application.run()) {
            assertThat(context.getBean(SecretRotation.class).isRunning()).isFalse();
            assertThat(health(context).getStatus().getCode()).isEqualTo("UNKNOWN");
            Eventually.holds(() -> watchers() == 0);
        }
    }

    @Test
    void startWhenIntervalIsOutOfRangeFails() {
        this.volume.write("a", "1");
        assertThatExceptionOfType(BeansException.class)
                .isThrownBy(() -> this.application.run("secrets-bridge.rotation.poll-interval=1ms"))
                .havingRootCause()
                .withMessageContaining("100 milliseconds");
    }

    @Test
    void closeWhenContextsComeAndGoLeavesNoThread() throws Exception {
        this.volume.write("a", "1");
        for (int i = 0; i < 5; i++) {
            try (ConfigurableApplicationContext one = this.application.run(FAST);
                    ConfigurableApplicationContext other = this.application.run(FAST)) {
                assertThat(one).isNotSameAs(other);
                Eventually.holds(() -> watchers() == 2);
            }
            Eventually.holds(() -> watchers() == 0);
        }
    }

    @Test
    void rotateWhenContextHasParentReachesBothEnvironments() throws Exception {
        this.volume.write("a", "1");
        try (ConfigurableApplicationContext child = this.application
                .builder()
                .child(Beans.class)
                .web(WebApplicationType.NONE)
                .run("--" + FAST)) {
            ConfigurableApplicationContext parent = (ConfigurableApplicationContext) child.getParent();
            assertThat(parent).isNotNull();
            this.volume.write("a", "2");
            Eventually.holds(
                    () -> value(child, "a").equals("2") && value(parent, "a").equals("2"));
            child.stop();
            this.volume.write("a", "3");
            Eventually.holds(() -> value(parent, "a").equals("3"));
            parent.close();
        }
        Eventually.holds(() -> watchers() == 0);
    }

    @Test
    void restartWhenChangeHappenedWhileStoppedSeesIt() throws Exception {
        this.volume.write("a", "1");
        try (ConfigurableApplicationContext context = this.application.run(FAST)) {
            this.volume.write("a", "2");
            Eventually.holds(() -> events(context).all.size() == 1);
            context.stop();
            Eventually.holds(() -> watchers() == 0);
            this.volume.write("a", "3");
            Thread.sleep(300);
            assertThat(value(context, "a")).isEqualTo("2");
            context.start();
            Eventually.holds(() -> value(context, "a").equals("3"));
            Eventually.holds(() -> events(context).all.size() == 2);
        }
    }

    @Test
    void readWhenManySwapsHappenNeverSeesMixtureOfTwoReadsInOneBinding() throws Exception {
        this.volume.write("pair.left", "0", "pair.right", "0");
        try (ConfigurableApplicationContext context = this.application.run("secrets-bridge.rotation.debounce=0ms")) {
            Events events = events(context);
            events.pairs = true;
            for (int i = 1; i <= 60; i++) {
                this.volume.write("pair.left", String.valueOf(i), "pair.right", String.valueOf(i));
                Thread.sleep(10);
            }
            Eventually.holds(() -> value(context, "pair.left").equals("60"));
            Eventually.holds(() -> events.seen.contains("60=60"));
            assertThat(events.seen).allSatisfy((pair) -> {
                String[] halves = pair.split("=", -1);
                assertThat(halves[0]).isEqualTo(halves[1]);
            });
        }
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter((thread) -> thread.getName().equals("secrets-mount-watcher") && thread.isAlive())
                .count();
    }

    private Map<String, byte[]> sealed(String json, String name, String value) throws Exception {
        this.application.seal("sealed.json", Format.JSON, json);
        return Map.of(
                "sealed.json",
                Files.readAllBytes(this.application.path("sealed.json")),
                name,
                value.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] sealedYaml(String... lines) throws Exception {
        this.application.seal("sealed.yaml", lines);
        return Files.readAllBytes(this.application.path("sealed.yaml"));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({SecretsBridgeAutoConfiguration.class, RotationAutoConfiguration.class})
    @EnableConfigurationProperties(Payment.class)
    static class Beans {

        @Bean
        Events events(Environment environment) {
            return new Events(environment);
        }

        @Bean
        Hooks hooks(Environment environment) {
            return new Hooks(environment);
        }
    }

    @ConfigurationProperties("payment")
    record Payment(SecretValue apiKey) {}

    static class Events implements ApplicationListener<SecretsRotatedEvent> {

        final List<SecretsRotatedEvent> all = new CopyOnWriteArrayList<>();

        final Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();

        final Environment environment;

        volatile boolean pairs;

        Events(Environment environment) {
            this.environment = environment;
        }

        @Override
        public void onApplicationEvent(SecretsRotatedEvent event) {
            if (this.pairs) {
                Map<?, ?> pair =
                        Binder.get(this.environment).bind("pair", Map.class).get();
                this.seen.add(pair.get("left") + "=" + pair.get("right"));
            }
            this.all.add(event);
        }
    }

    static class Hooks {

        final List<String> calls = new CopyOnWriteArrayList<>();

        private final Environment environment;

        Hooks(Environment environment) {
            this.environment = environment;
        }

        @OnSecretRotated({"nothing", "payment.*"})
        void payment(SecretsRotatedEvent event) {
            this.calls.add("payment " + this.environment.getProperty("payment.api-key"));
        }

        @OnSecretRotated("payment.apiKey")
        void exact() {
            this.calls.add("exact");
        }

        @OnSecretRotated("payment.api-key")
        void fails() {
            throw new IllegalStateException("quotes " + this.environment.getProperty("payment.api-key"));
        }

        @OnSecretRotated("db.other")
        void other() {
            this.calls.add("other");
        }

        @OnSecretRotated
        void all() {
            this.calls.add("all");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(RotationAutoConfiguration.class)
    static class WrongHook {

        @OnSecretRotated("a")
        void wrong(String name) {}
    }
}
