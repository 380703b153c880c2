package io.secretsbridge.spring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;

/**
 * Secret texts that were rotated away. What was built from them at the start, such as a bound configuration class, may still hold them,
 * and an old password may well be valid for a while, so they stay masked for a week. Then they are forgotten, for no secret may
 * stay in memory without end. Not meant for applications.
 */
public final class RetiredSecrets implements DisposableBean {

    /** Longer than an old password is left valid where two take turns each day or so. */
    static final Duration LIFE = Duration.ofDays(7);

    /** Some years of daily rotation of one secret, or as many bytes as a large page. */
    private static final int MAX_TEXTS = 1_000;

    /** When each is forgotten, the oldest first. */
    private final Map<String, Instant> texts = new LinkedHashMap<>();

    private final Duration life;

    private final Clock clock;

    private CompletableFuture<Void> alarm = CompletableFuture.completedFuture(null);

    /** Creates an empty collection. */
    public RetiredSecrets() {
        this(LIFE, Clock.systemUTC());
    }

    RetiredSecrets(Duration life, Clock clock) {
        this.life = life;
        this.clock = clock;
    }

    /**
     * Takes texts that are no longer in use; the oldest make room when there are too many.
     *
     * @param old the texts
     */
    public synchronized void add(Collection<String> old) {
        Instant end = this.clock.instant().plus(this.life);
        for (String text : old) {
            if (!text.isEmpty()) {
                this.texts.remove(text);
                this.texts.put(text, end);
            }
        }
        while (this.texts.size() > MAX_TEXTS) {
            this.texts.remove(this.texts.keySet().iterator().next());
        }
        forget();
    }

    /** The clock may have been set back meanwhile, so what is left then is looked at again. */
    private synchronized void forget() {
        Instant now = this.clock.instant();
        this.texts.values().removeIf((end) -> !end.isAfter(now));
        this.alarm.cancel(false);
        if (!this.texts.isEmpty()) {
            Duration pause =
                    Duration.between(now, this.texts.values().iterator().next());
            this.alarm = new CompletableFuture<Void>()
                    .completeOnTimeout(null, Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
            CompletableFuture<Void> unused = this.alarm.thenRun(this::forget);
        }
    }

    /**
     * Returns the texts.
     *
     * @return the texts, none of them empty
     */
    public synchronized Set<String> texts() {
        return Set.copyOf(this.texts.keySet());
    }

    /** Forgets all. */
    @Override
    public synchronized void destroy() {
        this.texts.clear();
        this.alarm.cancel(false);
    }

    /** Returns how many there are. */
    @Override
    public synchronized String toString() {
        return "RetiredSecrets[" + this.texts.size() + "]";
    }
}
