package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.key.KeyServiceException.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private static KeyServiceException throttled(@Nullable Duration retryAfter) {
        return new KeyServiceException(Answer.THROTTLED, "too many requests", null, retryAfter);
    }

    @Test
    void afterWhenFailuresGrowWaitsLongerUpToAnEnd() {
        assertThat(Backoff.after(throttled(null), 1, 0)).isEqualTo(Duration.ofMillis(50));
        assertThat(Backoff.after(throttled(null), 1, 1)).isEqualTo(Duration.ofMillis(250));
        assertThat(Backoff.after(throttled(null), 3, 1)).isEqualTo(Duration.ofMillis(850));
        for (int failures : new int[] {6, 10, 63, 64, Integer.MAX_VALUE}) {
            assertThat(Backoff.after(throttled(null), failures, 1)).isEqualTo(Duration.ofMillis(5050));
        }
    }

    @Test
    void afterWhenServiceSaysHowLongWaitsThatLongAtLeast() {
        KeyServiceException failure = throttled(Duration.ofSeconds(3));
        assertThat(Backoff.after(failure, 1, 0)).isEqualTo(Duration.ofSeconds(3));
        assertThat(Backoff.after(failure, 1, 1)).isEqualTo(Duration.ofMillis(3200));
        assertThat(Backoff.after(throttled(Duration.ofSeconds(-1)), 1, 0)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void afterWhenManyAskDiffers() {
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            waits.add(Backoff.after(throttled(null), 5));
        }
        assertThat(waits).hasSizeGreaterThan(500);
    }
}
