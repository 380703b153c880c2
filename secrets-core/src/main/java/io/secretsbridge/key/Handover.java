package io.secretsbridge.key;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A secret that one thread makes and another waits for. When the other gives up, for whatever reason and at whatever moment, it
 * is discarded, so that it is never left in memory with nobody to wipe it.
 */
final class Handover<T> {

    private final CompletableFuture<T> result = new CompletableFuture<>();

    private final Consumer<T> discard;

    Handover(Consumer<T> discard) {
        this.discard = discard;
    }

    /** Hands over, or discards when nobody waits any more. */
    void give(T value) {
        if (!this.result.complete(value)) {
            this.discard.accept(value);
        }
    }

    void fail(Throwable failure) {
        this.result.completeExceptionally(failure);
    }

    /** Waits for what is handed over, which then belongs to the caller. */
    T take(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        boolean taken = false;
        try {
            T value = this.result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            taken = true;
            return value;
        } finally {
            if (!taken) {
                abandon();
            }
        }
    }

    /** Gives up, also when the value has arrived in the same moment. */
    void abandon() {
        if (!this.result.cancel(false) && !this.result.isCompletedExceptionally()) {
            this.discard.accept(this.result.join());
        }
    }
}
