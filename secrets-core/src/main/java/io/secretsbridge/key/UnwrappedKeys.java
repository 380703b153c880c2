package io.secretsbridge.key;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each wrapped key cost one call to its key service however many files carry it and however many threads ask at once.
 * Successes are remembered as the settings say. A failure is not, but when it can succeed later nobody asks before its pause is over.
 */
final class UnwrappedKeys implements AutoCloseable {

    /** More pauses than that are those of keys that nobody waits for any more. */
    private static final int MAX_PAUSES = 1000;

    /** A master key is part of the slot: what one may open under its encryption context is not open to another. */
    private record Slot(MasterKey masterKey, String wrapped) {

        static Slot of(WrappedKey key) {
            return new Slot(key.masterKey(), key.wrapped());
        }
    }

    /** A call that is under way, and how many want its result. */
    private static final class Flight {

        private final CompletableFuture<DataKey> result = new CompletableFuture<>();

        private int users = 1;
    }

    /**
     * Why and until when a service is not asked.
     *
     * @param failure what it answered
     * @param failures how often
     * @param end the nano time at which it may be asked again
     */
    record Pause(KeyServiceException failure, int failures, long end) {

        Duration rest() {
            return Duration.ofNanos(Math.max(0, this.end - System.nanoTime()));
        }
    }

    private final DataKeyCache<Slot> cache;

    private final Map<Slot, Flight> flights = new HashMap<>();

    private final Map<Slot, Pause> pauses = new LinkedHashMap<>();

    UnwrappedKeys(Duration life, int size) {
        this.cache = new DataKeyCache<>(life, size);
    }

    boolean isKnown(WrappedKey key) {
        return this.cache.contains(Slot.of(key));
    }

    /** Returns why the service of a key that failed is not asked at once, {@code null} when it may be. */
    @Nullable
    Pause pause(WrappedKey key) {
        synchronized (this.flights) {
            return this.pauses.get(Slot.of(key));
        }
    }

    /**
     * Returns the unwrapped key, which the caller closes, and waits for another thread that is about to get it.
     *
     * @throws KeyServiceException the last one, when its pause is not over
     */
    DataKey get(WrappedKey key, Supplier<DataKey> unwrap) throws InterruptedException {
        Slot slot = Slot.of(key);
        while (true) {
            Flight others;
            Flight mine = new Flight();
            synchronized (this.flights) {
                DataKey known = this.cache.get(slot);
                if (known != null) {
                    return known;
                }
                others = this.flights.putIfAbsent(slot, mine);
                if (others != null) {
                    others.users++;
                }
            }
            if (others == null) {
                return fly(slot, mine, unwrap);
            }
            try {
                return others.result.get().copy();
            } catch (ExecutionException ex) {
                // The other thread was told to stop, this one was not: try again.
                if (ex.getCause() instanceof SecretsException cause && cause.reason() == Reason.INTERRUPTED) {
                    continue;
                }
                throw rethrow(ex.getCause());
            } finally {
                leave(others);
            }
        }
    }

    private DataKey fly(Slot slot, Flight flight, Supplier<DataKey> unwrap) {
        DataKey key = null;
        try {
            checkPause(slot);
            key = unwrap.get();
            synchronized (this.flights) {
                this.cache.put(slot, key);
                this.pauses.remove(slot);
                this.flights.remove(slot);
            }
            flight.result.complete(key);
            return key.copy();
        } catch (RuntimeException | Error ex) {
            if (key != null) {
                key.close();
            }
            synchronized (this.flights) {
                notePause(slot, ex);
                this.flights.remove(slot);
            }
            flight.result.completeExceptionally(ex);
            throw ex;
        } finally {
            leave(flight);
        }
    }

    private void checkPause(Slot slot) {
        Pause pause;
        synchronized (this.flights) {
            pause = this.pauses.get(slot);
        }
        if (pause != null && !pause.rest().isZero()) {
            throw pause.failure();
        }
    }

    private void notePause(Slot slot, Throwable ex) {
        Pause last = this.pauses.remove(slot);
        if (last != null && last.failure() == ex) {
            this.pauses.put(slot, last);
        } else if (ex instanceof KeyServiceException failure && failure.answer().isRetryable()) {
            int failures = (last != null) ? last.failures() + 1 : 1;
            if (this.pauses.size() >= MAX_PAUSES) {
                this.pauses.remove(this.pauses.keySet().iterator().next());
            }
            Duration wait = Backoff.after(failure, failures);
            this.pauses.put(slot, new Pause(failure, failures, System.nanoTime() + wait.toNanos()));
        }
    }

    /** Wipes the result when nobody is left to copy it. */
    private void leave(Flight flight) {
        boolean last;
        synchronized (this.flights) {
            flight.users--;
            last = flight.users == 0;
        }
        if (last && flight.result.isDone() && !flight.result.isCompletedExceptionally()) {
            flight.result.join().close();
        }
    }

    /** Throws an error, returns anything else for throwing. */
    static RuntimeException rethrow(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (cause instanceof RuntimeException ex) ? ex : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        this.cache.close();
    }
}
