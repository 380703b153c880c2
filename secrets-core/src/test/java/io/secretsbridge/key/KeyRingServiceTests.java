package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyServiceException.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ring before services that throttle, fail, hang and deny. */
@Timeout(30)
class KeyRingServiceTests {

    private static final Location FILE = Location.of("secrets.yaml");

    private final TestProvider age = new TestProvider("age");

    private final TestProvider kms = new TestProvider("kms");

    private final TestProvider vault = new TestProvider("hc_vault");

    private final DataKey dataKey = DataKey.generate();

    private KeyRing ring = ring(KeySettings.ofProperties(Map.of()));

    private KeyRing ring(KeySettings settings) {
        return KeyRing.create(settings, List.of(this.age, this.kms, this.vault));
    }

    @AfterEach
    void close() {
        this.ring.close();
    }

    private static List<KeyGroup> group(WrappedKey... keys) {
        return List.of(new KeyGroup(List.of(keys)));
    }

    private static void fail(TestProvider provider, Answer answer, int times) {
        for (int i = 0; i < times; i++) {
            provider.failures.add(answer(answer, null));
        }
    }

    private static KeyServiceException answer(Answer answer, @Nullable Duration retryAfter) {
        return new KeyServiceException(answer, "it answered " + answer, "Mend " + answer, retryAfter);
    }

    @Test
    void unlockWhenServiceAnswersLaterAsksAgain() {
        for (Answer answer : List.of(Answer.THROTTLED, Answer.UNAVAILABLE)) {
            this.kms.unwraps.clear();
            fail(this.kms, answer, 2);
            assertThat(this.ring.unlock(group(this.kms.wrapped("works", this.dataKey)), 0, FILE))
                    .isEqualTo(this.dataKey);
            assertThat(this.kms.unwraps).hasSize(3);
        }
    }

    @Test
    void unlockWhenServiceCannotAnswerDifferentlyAsksOnce() {
        for (Answer answer : Answer.values()) {
            if (!answer.isRetryable()) {
                this.kms.unwraps.clear();
                fail(this.kms, answer, 5);
                KeyUnavailableException ex = catchThrowableOfType(
                        KeyUnavailableException.class,
                        () -> this.ring.unlock(group(this.kms.wrapped("works", this.dataKey)), 0, FILE));
                assertThat(ex.attempts()).containsExactly(new Attempt(1, "kms", "works", "it answered " + answer));
                assertThat(ex.action()).isEqualTo("Mend " + answer);
                assertThat(this.kms.unwraps).hasSize(1);
                this.kms.failures.clear();
            }
        }
    }

    @Test
    void unlockWhenServiceSaysWhenToAskAgainWaitsThatLong() {
        this.kms.failures.add(answer(Answer.THROTTLED, Duration.ofMillis(700)));
        long start = System.nanoTime();
        this.ring.unlock(group(this.kms.wrapped("works", this.dataKey)), 0, FILE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
    }

    @Test
    void unlockWhenServiceWouldAnswerAfterTheLimitDoesNotWait() {
        this.kms.failures.add(answer(Answer.THROTTLED, Duration.ofMinutes(5)));
        long start = System.nanoTime();
        KeyUnavailableException ex = catchThrowableOfType(
                KeyUnavailableException.class,
                () -> this.ring.unlock(group(this.kms.wrapped("works", this.dataKey)), 0, FILE));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void unlockWhenOneServiceThrottlesTakesTheNextKeyAtOnce() {
        fail(this.kms, Answer.THROTTLED, 1);
        this.kms.failures.add(answer(Answer.THROTTLED, Duration.ofMinutes(5)));
        assertThat(this.ring.unlock(
                        group(this.kms.wrapped("a", this.dataKey), this.vault.wrapped("b", this.dataKey)), 0, FILE))
                .isEqualTo(this.dataKey);
        assertThat(this.kms.unwraps).hasSize(1);
        assertThat(this.vault.unwraps).hasSize(1);
    }

    @Test
    void unlockWhenServiceThrottlesForeverTellsHowOftenItWasAsked() {
        this.ring.close();
        this.ring = ring(KeySettings.ofProperties(Map.of()).withTotalTimeout(Duration.ofSeconds(2)));
        fail(this.kms, Answer.THROTTLED, 1000);
        KeyUnavailableException ex = catchThrowableOfType(
                KeyUnavailableException.class,
                () -> this.ring.unlock(
                        group(this.kms.wrapped("a", this.dataKey), this.age.wrapped("refuses", this.dataKey)),
                        0,
                        FILE));
        assertThat(ex.attempts())
                .extracting(Attempt::outcome)
                .containsExactly(
                        "access is denied", "it answered THROTTLED (asked " + this.kms.unwraps.size() + " times)");
        assertThat(this.kms.unwraps.size()).isBetween(2, 20);
        assertThat(ex.action()).isEqualTo("Ask for access; or: Mend THROTTLED");
    }

    @Test
    void unlockWhenAServiceHangsTriesTheNextKeyAfterTheLimitOfACall() {
        this.ring.close();
        this.ring = ring(KeySettings.ofProperties(Map.of()).withCallTimeout(Duration.ofMillis(200)));
        long start = System.nanoTime();
        for (String name : List.of("blocks", "hangs")) {
            assertThat(this.ring.unlock(
                            group(this.kms.wrapped(name, this.dataKey), this.vault.wrapped("b", this.dataKey)),
                            0,
                            FILE))
                    .isEqualTo(this.dataKey);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void unlockWhenTimeIsOverTellsWhatTheOthersAnswered() {
        this.ring.close();
        this.ring = ring(KeySettings.ofProperties(Map.of()).withTotalTimeout(Duration.ofMillis(500)));
        KeyUnavailableException ex = catchThrowableOfType(
                KeyUnavailableException.class,
                () -> this.ring.unlock(
                        group(this.vault.wrapped("refuses", this.dataKey), this.kms.wrapped("blocks", this.dataKey)),
                        0,
                        FILE));
        assertThat(ex.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(ex).hasMessageContaining("still waiting for kms blocks");
        assertThat(ex.attempts()).containsExactly(new Attempt(1, "hc_vault", "refuses", "access is denied"));
        assertThat(ex.action()).contains("Ask for access");
    }

    @Test
    void unlockWhenAKeyIsKnownTriesItFirst() {
        WrappedKey known = this.vault.wrapped("known", this.dataKey);
        this.ring.unlock(group(known), 0, FILE);
        this.ring.unlock(group(this.kms.wrapped("first", this.dataKey), known), 0, FILE);
        assertThat(this.kms.unwraps).isEmpty();
        assertThat(this.vault.unwraps).hasSize(1);
    }

    /** 50 files, 5 keys, 50 ms for each call. */
    @Test
    void unlockWhenManyFilesShareKeysAsksOnceForEachAndAllAtOnce() throws Exception {
        this.kms.delayMillis = 50;
        List<WrappedKey> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            keys.add(this.kms.wrapped("key-" + i, this.dataKey));
        }
        this.ring.unlock(group(this.vault.wrapped("warms-up", this.dataKey)), 0, FILE);
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<DataKey>> opened = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                WrappedKey key = keys.get(i / 10);
                opened.add(threads.submit(() -> this.ring.unlock(group(key), 0, FILE)));
            }
            for (Future<DataKey> one : opened) {
                assertThat(one.get()).isEqualTo(this.dataKey);
            }
            // One after the other they would take 250 ms; the rest is for a busy machine.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            threads.shutdownNow();
        }
        assertThat(this.kms.unwraps).hasSize(5);
    }

    @Test
    void unlockWhenManyWaitForAServiceThatThrottlesOnlyOneAsks() throws Exception {
        fail(this.kms, Answer.THROTTLED, 3);
        WrappedKey key = this.kms.wrapped("works", this.dataKey);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<DataKey>> opened = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                opened.add(threads.submit(() -> this.ring.unlock(group(key), 0, FILE)));
            }
            for (Future<DataKey> one : opened) {
                assertThat(one.get()).isEqualTo(this.dataKey);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(this.kms.unwraps).hasSize(4);
    }

    @Test
    void unlockWhenCacheIsOffAsksForEachFile() {
        this.ring.close();
        this.ring = ring(KeySettings.ofProperties(Map.of()).withCache(Duration.ZERO, 0));
        WrappedKey key = this.kms.wrapped("works", this.dataKey);
        for (int i = 0; i < 3; i++) {
            assertThat(this.ring.unlock(group(key), 0, FILE)).isEqualTo(this.dataKey);
        }
        assertThat(this.kms.unwraps).hasSize(3);
    }

    @Test
    void unlockWhenRingIsClosedWhileWaitingEnds() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<SecretsException> waiting = thread.submit(() -> catchThrowableOfType(
                    SecretsException.class,
                    () -> this.ring.unlock(group(this.kms.wrapped("blocks", this.dataKey)), 0, FILE)));
            this.kms.blocked.await();
            this.ring.close();
            assertThat(waiting.get().reason()).isIn(Reason.INTERRUPTED, Reason.KEY_UNAVAILABLE);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void wrapWhenServiceAnswersLaterAsksAgain() {
        fail(this.kms, Answer.THROTTLED, 2);
        List<KeyGroup> groups =
                this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("works"))), 0, Instant.EPOCH);
        assertThat(this.ring.unlock(groups, 0, FILE)).isEqualTo(this.dataKey);
    }

    @Test
    void wrapWhenServiceDeniesFailsAtOnce() {
        fail(this.kms, Answer.DENIED, 1);
        SecretsException ex = catchThrowableOfType(
                SecretsException.class,
                () -> this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("works"))), 0, Instant.EPOCH));
        assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED);
        assertThat(ex).hasMessageContaining("it answered DENIED");
    }

    @Test
    void wrapWhenServiceHangsEndsAtTheLimitOfTheWhole() {
        this.ring.close();
        this.ring = ring(KeySettings.ofProperties(Map.of())
                .withCallTimeout(Duration.ofMillis(100))
                .withTotalTimeout(Duration.ofMillis(600)));
        SecretsException ex = catchThrowableOfType(
                SecretsException.class,
                () -> this.ring.wrap(this.dataKey, List.of(List.of(this.kms.parse("blocks"))), 0, Instant.EPOCH));
        assertThat(ex.reason()).isIn(Reason.WRAP_FAILED, Reason.TIMED_OUT);
    }
}
