package io.secretsbridge.key;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was unwrapped so far, so that each wrapped key costs one call to its key service however many files carry it and
 * however many threads ask at once. Successes are kept until {@link #close()}, which wipes them; failures are not kept.
 */
final class UnwrappedKeys implements AutoCloseable {

    /** A master key is part of the slot: what one may open under its encryption context is not open to another. */
    private record Slot(MasterKey masterKey, String wrapped) {}

    private final Map<Slot, CompletableFuture<DataKey>> flights = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * Returns the unwrapped key, which stays this cache's own, and waits for another thread that is about to get it.
     */
    DataKey get(WrappedKey key, Supplier<DataKey> unwrap) throws InterruptedException {
        Slot slot = new Slot(key.masterKey(), key.wrapped());
        while (true) {
            CompletableFuture<DataKey> mine = new CompletableFuture<>();
            CompletableFuture<DataKey> others = this.flights.putIfAbsent(slot, mine);
            if (others == null) {
                return fly(slot, mine, unwrap);
            }
            try {
                return others.get();
            } catch (ExecutionException ex) {
                // The other thread was told to stop, this one was not: try again.
                if (ex.getCause() instanceof SecretsException cause && cause.reason() == Reason.INTERRUPTED) {
                    continue;
                }
                throw rethrow(ex.getCause());
            }
        }
    }

    private DataKey fly(Slot slot, CompletableFuture<DataKey> flight, Supplier<DataKey> unwrap) {
        try {
            DataKey key = unwrap.get();
            flight.complete(key);
            if (this.closed) {
                key.close();
            }
            return key;
        } catch (RuntimeException | Error ex) {
            this.flights.remove(slot, flight);
            flight.completeExceptionally(ex);
            throw ex;
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
        this.closed = true;
        for (CompletableFuture<DataKey> flight : this.flights.values()) {
            if (flight.isDone() && !flight.isCompletedExceptionally()) {
                flight.join().close();
            }
        }
        this.flights.clear();
    }
}
