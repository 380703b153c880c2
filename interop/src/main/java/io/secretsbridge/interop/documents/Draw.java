package io.secretsbridge.interop.documents;

import java.util.List;
import java.util.SplittableRandom;

/** Chances, all from one seed, so that the same seed draws the same document on every machine. */
final class Draw {

    private final SplittableRandom random;

    Draw(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns {@code true} in that many of a hundred cases. */
    boolean percent(double chance) {
        return this.random.nextDouble(100) < chance;
    }

    /** Returns a number between two, both included. */
    int between(int least, int most) {
        return this.random.nextInt(least, most + 1);
    }

    long number() {
        return this.random.nextLong();
    }

    <T> T of(List<T> choices) {
        return choices.get(this.random.nextInt(choices.size()));
    }
}
