package io.secretsbridge.spring.autoconfigure.rotation;

import com.zaxxer.hikari.util.Credentials;
import io.secretsbridge.SecretsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What databases did not take. Many lock an account after some wrong passwords, and the application with it, so the same
 * credentials are tried again after pauses that grow, whatever else makes a mount be looked at. Used by the thread that watches mounts.
 */
final class RefusedCredentials {

    /** The database often is only a moment behind the Secret. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    /** As for any update that was refused. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private record Refusal(Credentials credentials, SecretsException problem, Duration pause, long until) {}

    private final Map<String, Refusal> byPool = new HashMap<>();

    private final LongSupplier nanoTime;

    RefusedCredentials(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    static boolean areSame(Credentials one, Credentials other) {
        return Objects.equals(one.getUsername(), other.getUsername())
                && Objects.equals(one.getPassword(), other.getPassword());
    }

    /**
     * Tries credentials, unless it is too early to try the same again.
     *
     * @param attempt throws when the database does not take them
     * @throws SecretsException what the attempt threw, now or the last time
     */
    void probe(String pool, Credentials credentials, Runnable attempt) {
        Refusal last = this.byPool.get(pool);
        boolean again = last != null && areSame(last.credentials(), credentials);
        if (last != null && again && this.nanoTime.getAsLong() - last.until() < 0) {
            throw last.problem();
        }
        try {
            attempt.run();
            this.byPool.remove(pool);
        } catch (SecretsException ex) {
            Duration pause = (last != null && again) ? longer(last.pause()) : FIRST_PAUSE;
            this.byPool.put(pool, new Refusal(credentials, ex, pause, this.nanoTime.getAsLong() + pause.toNanos()));
            throw ex;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
    }

    /** Names no credentials. */
    @Override
    public String toString() {
        return "RefusedCredentials" + this.byPool.keySet();
    }
}
