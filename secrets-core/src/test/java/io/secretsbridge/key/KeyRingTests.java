package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KeyRingTests {

    private static final Location FILE = Location.of("secrets.yaml");

    private static final Instant NOW = Instant.parse("2026-11-24T07:46:41.123456Z");

    private final TestProvider age = new TestProvider("age");

    private final TestProvider kms = new TestProvider("kms");

    private final TestProvider vault = new TestProvider("hc_vault");

    private final DataKey dataKey = DataKey.generate();

    private KeyRing ring = ring(KeySettings.DEFAULT_TOTAL_TIMEOUT);

    private KeyRing ring(Duration timeout) {
        return KeyRing.create(
                KeySettings.ofEnvironment(Map.of()).withTotalTimeout(timeout), List.of(this.age, this.kms, this.vault));
    }

    @AfterEach
    void close() {
        this.ring.close();
    }

    private static List<KeyGroup> group(WrappedKey... keys) {
        return List.of(new KeyGroup(List.of(keys)));
    }

    private KeyUnavailableException refused(List<KeyGroup> groups, int threshold) {
        return catchThrowableOfType(KeyUnavailableException.class, () -> this.ring.unlock(groups, threshold, FILE));
    }

    private SecretsException failed(Callable<?> call) {
        return catchThrowableOfType(SecretsException.class, call::call);
    }

    @Test
    void unlockWhenWrappedByRingGivesTheDataKey() {
        List<KeyGroup> groups =
                this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("a"), this.age.parse("b"))), 0, NOW);
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
        assertThat(groups)
                .singleElement()
                .satisfies((group) -> assertThat(group.keys())
                        .extracting((key) -> key.masterKey().kind(), WrappedKey::createdAt)
                        .containsExactly(tuple("kms", "2026-11-24T07:46:41Z"), tuple("age", "2026-11-24T07:46:41Z")));
    }

    @Test
    void unlockWhenGroupIsMixedTriesAgeBeforeOthersAndThenFileOrder() {
        List<KeyGroup> groups = group(
                this.vault.wrapped("refuses", this.dataKey),
                this.kms.wrapped("works", this.dataKey),
                this.age.wrapped("refuses", this.dataKey));
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
        assertThat(this.age.unwraps).containsExactly("refuses");
        assertThat(this.vault.unwraps).containsExactly("refuses");
        assertThat(this.kms.unwraps).containsExactly("works");
    }

    @Test
    void unlockWhenOrderIsGivenTriesThoseKindsFirst() {
        List<KeyGroup> groups = group(this.age.wrapped("works", this.dataKey), this.kms.wrapped("works", this.dataKey));
        try (KeyRing ordered = this.ring.withOrder(List.of("pgp", "kms"))) {
            assertThat(ordered.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
        }
        assertThat(this.age.unwraps).isEmpty();
        assertThat(this.kms.unwraps).hasSize(1);
    }

    @Test
    void withOrderWhenKindIsNamedTwiceRefuses() {
        SecretsException ex = failed(() -> this.ring.withOrder(List.of("age", "kms", "age")));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(ex).hasMessageContaining("age twice");
    }

    @Test
    void unlockWhenFirstKeyWorksConnectsToNoOtherKind() {
        List<KeyGroup> groups = group(this.kms.wrapped("works", this.dataKey), this.age.wrapped("works", this.dataKey));
        this.ring.unlock(groups, 0, FILE);
        assertThat(this.kms.connections).hasValue(0);
        assertThat(this.vault.connections).hasValue(0);
        assertThat(this.age.connections).hasValue(1);
    }

    @Test
    void unlockWhenNoKeyWorksListsEveryAttempt() {
        KeyUnavailableException ex = refused(
                group(
                        this.kms.wrapped("refuses", this.dataKey),
                        this.age.wrapped("short", this.dataKey),
                        this.age.wrapped("crashes", this.dataKey)),
                0);
        assertThat(ex.location()).isEqualTo(FILE);
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.attempts())
                .containsExactly(
                        new Attempt(1, "age", "short", "it unwraps to 16 bytes where 32 are due"),
                        new Attempt(
                                1,
                                "age",
                                "crashes",
                                "the provider failed unexpectedly: java.lang.IllegalStateException"),
                        new Attempt(1, "kms", "refuses", "access is denied"));
        assertThat(ex.action())
                .isEqualTo("Restore the sops block from an older version of the file; or: Ask for access");
        StringWriter trace = new StringWriter();
        ex.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("hunter2");
    }

    @Test
    void unlockWhenProviderMissesAClassTriesTheNextKey() {
        List<KeyGroup> groups =
                group(this.age.wrapped("misses", this.dataKey), this.kms.wrapped("works", this.dataKey));
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
    }

    @Test
    void unlockWhenKindHasNoProviderUsesAnotherKey() {
        WrappedKey pgp = new WrappedKey(
                new MasterKey("pgp", MapNode.of(new MapNode.Entry("fp", ValueNode.string("85D7")))), "x", null);
        assertThat(this.ring.unlock(group(pgp, this.kms.wrapped("works", this.dataKey)), 0, FILE))
                .isEqualTo(this.dataKey);
    }

    @Test
    void unlockWhenOnlyKindsWithoutProviderNamesTheArtifacts() {
        List<WrappedKey> keys = Stream.of("kms", "gcp_kms", "azure_kv", "hc_vault", "pgp", "hckms")
                .map((kind) -> new WrappedKey(
                        new MasterKey(kind, MapNode.of(new MapNode.Entry("id", ValueNode.string("the-" + kind)))),
                        "x",
                        null))
                .toList();
        this.ring.close();
        this.ring = KeyRing.create(KeySettings.ofEnvironment(Map.of()), List.of());
        KeyUnavailableException ex = refused(List.of(new KeyGroup(keys)), 0);
        assertThat(ex.action())
                .contains("io.secretsbridge:secrets-kms-aws", "io.secretsbridge:secrets-kms-gcp")
                .contains("io.secretsbridge:secrets-kms-azure", "io.secretsbridge:secrets-kms-vault")
                .contains("io.secretsbridge:secrets-pgp");
        assertThat(ex.attempts())
                .extracting(Attempt::key)
                .containsExactly("the-pgp", "the-kms", "the-gcp_kms", "the-azure_kv", "the-hc_vault", "the-hckms");
        assertThat(ex.attempts().get(5).outcome()).isEqualTo("keys of the kind hckms are not supported");
    }

    @Test
    void unlockWhenFileNamesNoKeySaysSo() {
        assertThat(refused(List.of(), 0)).hasMessage("secrets.yaml: the file names no master key");
        assertThat(refused(group(), 0)).hasMessage("secrets.yaml: the file names no master key");
    }

    @Test
    void unlockWhenGroupsReachTheThresholdCombinesShares() {
        List<List<MasterKey>> keys =
                List.of(List.of(this.age.parse("a")), List.of(this.kms.parse("b")), List.of(this.vault.parse("c")));
        List<KeyGroup> groups = this.ring.wrap(this.dataKey, keys, 2, NOW);
        assertThat(groups).hasSize(3);
        assertThat(this.ring.unlock(groups, 2, FILE)).isEqualTo(this.dataKey);

        List<KeyGroup> oneDead = new ArrayList<>(groups);
        oneDead.set(1, new KeyGroup(List.of(new WrappedKey(this.kms.parse("refuses"), "x", null))));
        assertThat(this.ring.unlock(oneDead, 2, FILE)).isEqualTo(this.dataKey);
    }

    @Test
    void unlockWhenThresholdIsZeroNeedsAllGroups() {
        List<KeyGroup> groups = new ArrayList<>(this.ring.wrap(
                this.dataKey, List.of(List.of(this.age.parse("a")), List.of(this.kms.parse("b"))), 0, NOW));
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
        groups.set(0, new KeyGroup(List.of(this.age.wrapped("refuses", this.dataKey))));
        assertThat(refused(groups, 0))
                .hasMessageContaining("only 1 of the 2 key groups that are needed")
                .hasMessageContaining("of group 1 of 2");
    }

    @Test
    void unlockWhenTooFewGroupsNamesThoseThatAreShort() {
        List<KeyGroup> groups = List.of(
                new KeyGroup(List.of(this.age.wrapped("refuses", this.dataKey))),
                new KeyGroup(List.of(this.kms.wrapped("works", share(2)))),
                new KeyGroup(List.of()));
        KeyUnavailableException ex = refused(groups, 2);
        assertThat(ex.problem())
                .isEqualTo(
                        "only 1 of the 2 key groups that are needed could be opened; no key works of groups 1, 3 of 3");
        assertThat(ex.attempts())
                .extracting(Attempt::group, Attempt::succeeded)
                .containsExactly(tuple(1, false), tuple(2, true));
    }

    private static DataKey share(int number) {
        byte[] share = new byte[33];
        share[32] = (byte) number;
        return DataKey.copyOf(share);
    }

    @Test
    void unlockWhenTwoGroupsHoldTheSameShareRefuses() {
        List<KeyGroup> groups = List.of(
                new KeyGroup(List.of(this.age.wrapped("a", share(2)))),
                new KeyGroup(List.of(this.kms.wrapped("b", share(2)))));
        SecretsException ex = failed(() -> this.ring.unlock(groups, 2, FILE));
        assertThat(ex.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(ex.location()).isEqualTo(FILE);
    }

    @Test
    void unlockWhenAWholeKeyStandsForAShareRefuses() {
        List<KeyGroup> groups = List.of(
                new KeyGroup(List.of(this.age.wrapped("a", this.dataKey))),
                new KeyGroup(List.of(this.kms.wrapped("b", share(2)))));
        assertThat(refused(groups, 2).attempts().get(0).outcome()).contains("32 bytes where 33 are due");
    }

    @Test
    void unlockWhenThresholdDoesNotFitTheGroupsRefuses() {
        List<KeyGroup> groups = List.of(new KeyGroup(List.of()), new KeyGroup(List.of()));
        for (int threshold : new int[] {-1, 1, 3}) {
            assertThat(failed(() -> this.ring.unlock(groups, threshold, FILE)).reason())
                    .isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void unlockWhenOneGroupHangsButOthersSufficeDoesNotWait() {
        List<KeyGroup> groups = new ArrayList<>(this.ring.wrap(
                this.dataKey,
                List.of(List.of(this.age.parse("a")), List.of(this.kms.parse("b")), List.of(this.vault.parse("c"))),
                2,
                NOW));
        groups.set(0, new KeyGroup(List.of(this.age.wrapped("blocks", this.dataKey))));
        long start = System.nanoTime();
        assertThat(this.ring.unlock(groups, 2, FILE)).isEqualTo(this.dataKey);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void unlockWhenServiceDoesNotAnswerTimesOutAndNamesIt() {
        this.ring = ring(Duration.ofMillis(200));
        for (String name : List.of("blocks", "hangs")) {
            SecretsException ex = failed(() -> this.ring.unlock(group(this.kms.wrapped(name, this.dataKey)), 0, FILE));
            assertThat(ex.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(ex.location()).isEqualTo(FILE);
            assertThat(ex).hasMessageContaining("within 0.2 s").hasMessageContaining("kms " + name);
        }
    }

    @Test
    void unlockWhenInterruptedEndsAndKeepsTheFlag() throws Exception {
        AtomicReference<SecretsException> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            thrown.set(failed(() -> this.ring.unlock(group(this.kms.wrapped("blocks", this.dataKey)), 0, FILE)));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        this.kms.blocked.await();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get().reason()).isEqualTo(Reason.INTERRUPTED);
        assertThat(flag.get()).isTrue();
    }

    @Test
    void unlockWhenManyThreadsNeedTheSameKeyUnwrapsOnce() throws Exception {
        this.kms.delayMillis = 100;
        List<KeyGroup> groups = group(this.kms.wrapped("works", this.dataKey));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<DataKey>> keys = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                keys.add(threads.submit(() -> this.ring.unlock(groups, 0, FILE)));
            }
            for (Future<DataKey> key : keys) {
                assertThat(key.get()).isEqualTo(this.dataKey);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(this.kms.unwraps).hasSize(1);
    }

    @Test
    void unlockWhenCallerClosesItsKeyKeepsTheNextOneWhole() {
        List<KeyGroup> groups = group(this.kms.wrapped("works", this.dataKey));
        this.ring.unlock(groups, 0, FILE).close();
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
        assertThat(this.kms.unwraps).hasSize(1);
    }

    @Test
    void unlockWhenSameWrappedKeyHasAnotherMasterKeyAsksAgain() {
        WrappedKey works = this.kms.wrapped("works", this.dataKey);
        this.ring.unlock(group(works), 0, FILE);
        KeyUnavailableException ex =
                refused(group(new WrappedKey(this.kms.parse("refuses"), works.wrapped(), null)), 0);
        assertThat(ex.attempts())
                .singleElement()
                .satisfies((attempt) -> assertThat(attempt.succeeded()).isFalse());
    }

    @Test
    void unlockWhenItFailedBeforeTriesAgain() {
        List<KeyGroup> groups = group(this.kms.wrapped("refuses", this.dataKey));
        refused(groups, 0);
        refused(groups, 0);
        assertThat(this.kms.unwraps).hasSize(2);
    }

    @Test
    void wrapWhenOneKeyFailsWrapsNothing() {
        List<List<MasterKey>> keys = List.of(List.of(this.age.parse("a"), this.kms.parse("refuses")));
        SecretsException ex = failed(() -> this.ring.wrap(this.dataKey, keys, 0, NOW));
        assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED);
        assertThat(ex).hasMessage("the key kms refuses could not wrap the data key: access is denied");
        assertThat(ex.action()).isEqualTo("Ask for access");
    }

    @Test
    void wrapWhenKindHasNoProviderNamesTheArtifact() {
        MasterKey pgp = new MasterKey("pgp", MapNode.of(new MapNode.Entry("fp", ValueNode.string("85D7"))));
        SecretsException ex = failed(() -> this.ring.wrap(this.dataKey, List.of(List.of(pgp)), 0, NOW));
        assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED);
        assertThat(ex.action()).contains("io.secretsbridge:secrets-pgp");
    }

    @Test
    void wrapWhenAGroupIsEmptyRefuses() {
        for (List<List<MasterKey>> keys :
                List.of(List.<List<MasterKey>>of(), List.of(List.of(this.age.parse("a")), List.<MasterKey>of()))) {
            SecretsException ex = failed(() -> this.ring.wrap(this.dataKey, keys, 0, NOW));
            assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
            assertThat(ex).hasMessageContaining("empty key group provided");
        }
    }

    @Test
    void wrapWhenThresholdDoesNotFitRefuses() {
        List<List<MasterKey>> keys = List.of(List.of(this.age.parse("a")), List.of(this.kms.parse("b")));
        for (int threshold : new int[] {-1, 1, 3}) {
            assertThat(failed(() -> this.ring.wrap(this.dataKey, keys, threshold, NOW))
                            .reason())
                    .isEqualTo(Reason.INVALID_ARGUMENT);
        }
    }

    @Test
    void wrapWhenServiceDoesNotAnswerTimesOut() {
        this.ring = ring(Duration.ofMillis(200));
        SecretsException ex =
                failed(() -> this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("blocks"))), 0, NOW));
        assertThat(ex.reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void wrapWhenOneGroupWrapsTheWholeKeyWhateverTheThreshold() {
        List<KeyGroup> groups = this.ring.wrap(this.dataKey, List.of(List.of(this.age.parse("a"))), 7, NOW);
        assertThat(this.ring.unlock(groups, 7, FILE)).isEqualTo(this.dataKey);
    }

    @Test
    void describeWhenTextCouldSteerATerminalReplacesIt() {
        assertThat(this.ring.describe(this.kms.parse("arn\u001b[2J\r\nfoo\u202ebar\u00e4")))
                .isEqualTo("arn?[2J??foo?bar\u00e4");
    }

    @Test
    void describeWhenProviderCannotFallsBackToTheFields() {
        MasterKey odd = new MasterKey(
                "kms",
                MapNode.of(
                        new MapNode.Entry("name", ValueNode.string("crashes-describe")),
                        new MapNode.Entry("role", ValueNode.string("r"))));
        assertThat(this.ring.describe(odd)).isEqualTo("crashes-describe r");
    }

    @Test
    void parseWhenKindHasNoProviderNamesTheArtifact() {
        SecretsException ex = failed(() -> this.ring.parse("gcp_kms", "projects/p"));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(ex.action()).isEqualTo("Add io.secretsbridge:secrets-kms-gcp to the class path");
    }

    @Test
    void createWhenTwoProvidersServeAKindRefuses() {
        SecretsException ex = failed(
                () -> KeyRing.create(KeySettings.ofEnvironment(Map.of()), List.of(this.age, new TestProvider("age"))));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(ex).hasMessageContaining(TestProvider.class.getName());
    }

    @Test
    void createWhenProvidersAreNotGivenFindsAge() {
        try (KeyRing found = KeyRing.create(KeySettings.ofProperties((name) -> null))) {
            assertThat(found.parse("age", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")
                            .kind())
                    .isEqualTo("age");
        }
    }

    @Test
    void closeWhenUsedEndsConnectionsAndFurtherUse() {
        List<KeyGroup> groups = group(this.kms.wrapped("works", this.dataKey));
        DataKey unlocked = this.ring.unlock(groups, 0, FILE);
        this.ring.close();
        this.ring.close();
        assertThat(this.kms.closings).hasValue(1);
        assertThat(unlocked).isEqualTo(this.dataKey);
        assertThatIllegalStateException().isThrownBy(() -> this.ring.unlock(groups, 0, FILE));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("a"))), 0, NOW));
    }

    @Test
    void toStringWhenAnyTypeOfKeyShowsNoSecret() {
        String secret = Arrays.toString(this.dataKey.exposeBytes());
        WrappedKey wrapped = this.kms.wrapped("works", this.dataKey);
        assertThat(Stream.of(this.dataKey, wrapped, wrapped.masterKey(), this.ring, new KeyGroup(List.of(wrapped)))
                        .map(Object::toString))
                .allSatisfy((text) -> assertThat(text).doesNotContain(secret).doesNotContain("token"));
    }
}
