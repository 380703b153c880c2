package io.secretsbridge.spring.autoconfigure.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.zaxxer.hikari.util.Credentials;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusedCredentialsTests {

    private static final Credentials WRONG = Credentials.of("app", "s3cret");

    /** Times wrap around; a start below zero shows that only differences count. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

    private final AtomicInteger attempts = new AtomicInteger();

    private final RefusedCredentials refused = new RefusedCredentials(this.now::get);

    private void pass(Duration time) {
        this.now.addAndGet(time.toNanos());
    }

    private void assertRefused(String pool, Credentials credentials) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.refused.probe(pool, credentials, () -> {
                    this.attempts.incrementAndGet();
                    throw new SecretsException(Reason.INVALID_CONFIGURATION, Location.NONE, "refused", "wait");
                }));
    }

    @Test
    void probeWhenSameWereJustRefusedAsksNobody() {
        for (int i = 0; i < 100; i++) {
            assertRefused("pool", Credentials.of("app", "s3cret"));
        }
        assertThat(this.attempts).hasValue(1);
    }

    @Test
    void probeWhenFirstPauseIsOverTriesAgain() {
        assertRefused("pool", WRONG);
        pass(RefusedCredentials.FIRST_PAUSE);
        assertRefused("pool", WRONG);
        assertThat(this.attempts).hasValue(2);
        assertThat(RefusedCredentials.FIRST_PAUSE).isLessThan(Duration.ofSeconds(10));
    }

    /** Once a second for a day: the pauses grow to five minutes, and no further. */
    @Test
    void probeWhenRefusedAllDayTriesEveryFiveMinutesInTheEnd() {
        for (int i = 0; i < Duration.ofDays(1).toSeconds(); i++) {
            assertRefused("pool", WRONG);
            pass(Duration.ofSeconds(1));
        }
        assertThat(this.attempts).hasValueBetween(24 * 60 / 5, 24 * 60 / 5 + 10);
    }

    @Test
    void probeWhenCredentialsAreNewTriesAtOnce() {
        assertRefused("pool", WRONG);
        assertRefused("pool", Credentials.of("app", "other"));
        assertRefused("pool", Credentials.of("app_b", "other"));
        assertThat(this.attempts).hasValue(3);
        assertThatNoException().isThrownBy(() -> this.refused.probe("pool", Credentials.of("app", "right"), () -> {}));
    }

    @Test
    void probeWhenAnotherPoolWasRefusedTriesAtOnce() {
        assertRefused("pool", WRONG);
        assertRefused("other", WRONG);
        assertThat(this.attempts).hasValue(2);
    }

    @Test
    void probeWhenTheyWereTakenInBetweenStartsFromTheShortestPause() {
        for (int i = 0; i < 10; i++) {
            assertRefused("pool", WRONG);
            pass(RefusedCredentials.LONGEST_PAUSE);
        }
        this.refused.probe("pool", WRONG, () -> {});
        assertRefused("pool", WRONG);
        pass(RefusedCredentials.FIRST_PAUSE);
        assertRefused("pool", WRONG);
        assertThat(this.attempts).hasValue(12);
    }

    @Test
    void toStringWhenRefusedShowsNoCredentials() {
        assertRefused("pool", WRONG);
        assertThat(this.refused).hasToString("RefusedCredentials[pool]");
    }
}
