package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class HandoverTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> discarded = new ArrayList<>();

    private final Handover<String> handover = new Handover<>(this.discarded::add);

    @Test
    void takeWhenGivenReturnsItAndDiscardsNothing() throws Exception {
        this.handover.give("a");
        assertThat(this.handover.take(LONG)).isEqualTo("a");
        assertThat(this.discarded).isEmpty();
    }

    @Test
    void giveWhenTakerRanOutOfTimeDiscards() {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.handover.take(Duration.ZERO));
        this.handover.give("late");
        assertThat(this.discarded).containsExactly("late");
    }

    @Test
    void giveWhenTakerWasInterruptedDiscards() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.handover.take(LONG));
        this.handover.give("late");
        assertThat(this.discarded).containsExactly("late");
    }

    /** The value arrives after the taker was interrupted and before it gives up. */
    @Test
    void abandonWhenGivenInTheSameMomentDiscards() {
        this.handover.give("a");
        this.handover.abandon();
        assertThat(this.discarded).containsExactly("a");
    }

    @Test
    void takeWhenFailedThrowsAndDiscardsNothing() {
        this.handover.fail(new IllegalStateException("x"));
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.handover.take(LONG));
        assertThat(this.discarded).isEmpty();
    }
}
