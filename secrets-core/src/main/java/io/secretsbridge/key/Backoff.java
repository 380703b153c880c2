package io.secretsbridge.key;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a key service is asked again: longer each time, and by chance, so that those who were refused at the same
 * time do not come back at the same time.
 */
final class Backoff {

    /** So short that one bad answer hardly shows. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private static final Duration FIRST = Duration.ofMillis(200);

    /** Long enough for a thousand that start at once to let each other through, and a quarter of the default limit for all. */
    private static final Duration MOST = Duration.ofSeconds(5);

    private Backoff() {}

    /**
     * Returns how long to wait.
     *
     * @param failure the last answer
     * @param failures how many there were, at least 1
     */
    static Duration after(KeyServiceException failure, int failures) {
        return after(failure, failures, ThreadLocalRandom.current().nextDouble());
    }

    /** For tests, with a number from 0 to 1 instead of chance. */
    static Duration after(KeyServiceException failure, int failures, double chance) {
        long span = MOST.toMillis();
        if (failures < 10) {
            span = Math.min(span, FIRST.toMillis() << (failures - 1));
        }
        Duration least = failure.retryAfter()
                .filter((asked) -> asked.compareTo(LEAST) > 0)
                .orElse(LEAST);
        return least.plusMillis((long) (chance * span));
    }
}
