package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetiredSecretsTests {

    @Test
    void textsWhenNotLongAgoAreThere() {
        RetiredSecrets retired = new RetiredSecrets();
        retired.add(List.of("one", "", "two"));
        retired.add(List.of("three"));
        assertThat(retired.texts()).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(retired).hasToString("RetiredSecrets[3]");
        retired.destroy();
    }

    /** Nobody has to ask: an application whose actuator is never called forgets them as well. */
    @Test
    void textsWhenTheirLifeIsOverAreForgottenByThemselves() throws Exception {
        RetiredSecrets retired = new RetiredSecrets(Duration.ofSeconds(2), Clock.systemUTC());
        retired.add(List.of("one"));
        assertThat(retired.texts()).containsExactly("one");
        Eventually.holds(() -> retired.toString().equals("RetiredSecrets[0]"));
    }

    @Test
    void textsWhenAddedAgainLiveOn() {
        MovableClock clock = new MovableClock();
        RetiredSecrets retired = new RetiredSecrets(RetiredSecrets.LIFE, clock);
        retired.add(List.of("one", "two"));
        clock.now = clock.now.plus(RetiredSecrets.LIFE).minusMillis(1);
        retired.add(List.of("two"));
        assertThat(retired.texts()).containsExactlyInAnyOrder("one", "two");
        clock.now = clock.now.plusMillis(1);
        retired.add(List.of());
        assertThat(retired.texts()).containsExactly("two");
        retired.destroy();
    }

    @Test
    void textsWhenTooManyKeepTheNewest() {
        RetiredSecrets retired = new RetiredSecrets();
        retired.add(IntStream.range(0, 3_000).mapToObj(String::valueOf).toList());
        assertThat(retired.texts())
                .hasSizeLessThanOrEqualTo(1_000)
                .contains("2999")
                .doesNotContain("0");
        retired.destroy();
    }

    @Test
    void destroyForgetsAll() {
        RetiredSecrets retired = new RetiredSecrets();
        retired.add(List.of("one"));
        retired.destroy();
        assertThat(retired.texts()).isEmpty();
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return this.now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
