package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One key at a time: finds its provider, its connection and what was unwrapped before, and turns every failure into one kind. */
final class KeyAccess implements AutoCloseable {

    private final Providers providers;

    private final Connections connections;

    private final Workers workers;

    private final Duration callTimeout;

    private final UnwrappedKeys unwrapped;

    KeyAccess(Providers providers, Workers workers, KeySettings settings) {
        this.providers = providers;
        this.connections = new Connections(settings);
        this.workers = workers;
        this.callTimeout = settings.callTimeout();
        this.unwrapped = new UnwrappedKeys(settings.cacheLife(), settings.cacheSize());
    }

    boolean isKnown(WrappedKey key) {
        return this.unwrapped.isKnown(key);
    }

    /** Returns why the service of a key that failed is not asked at once, {@code null} when asking again is no use. */
    UnwrappedKeys.@Nullable Pause pause(WrappedKey key) {
        return this.unwrapped.pause(key);
    }

    /** Returns the unwrapped key, which the caller closes. Asks at most once. */
    DataKey unwrap(WrappedKey key) throws InterruptedException {
        MasterKeyProvider provider = this.providers.require(key.masterKey().kind(), Reason.KEY_UNAVAILABLE);
        return this.unwrapped.get(
                key,
                () -> limited(
                        provider,
                        Reason.KEY_UNAVAILABLE,
                        () -> this.connections.to(provider).unwrap(key.wrapped(), key.masterKey()),
                        DataKey::close));
    }

    /** Returns the key as it is to be recorded. */
    MasterKey resolve(MasterKey masterKey, long deadline) throws InterruptedException {
        return patiently(masterKey, deadline, (connection) -> connection.resolve(masterKey));
    }

    String wrap(DataKey dataKey, MasterKey masterKey, long deadline) throws InterruptedException {
        return patiently(masterKey, deadline, (connection) -> connection.wrap(dataKey, masterKey));
    }

    /** Asks again until the deadline as long as the service can answer later. */
    private <T> T patiently(MasterKey masterKey, long deadline, Function<MasterKeyProvider.Connection, T> call)
            throws InterruptedException {
        MasterKeyProvider provider = this.providers.require(masterKey.kind(), Reason.WRAP_FAILED);
        for (int failures = 1; ; failures++) {
            try {
                return limited(
                        provider, Reason.WRAP_FAILED, () -> call.apply(this.connections.to(provider)), (result) -> {});
            } catch (KeyServiceException ex) {
                Duration wait = Backoff.after(ex, failures);
                if (!ex.answer().isRetryable() || wait.toNanos() >= deadline - System.nanoTime()) {
                    throw ex;
                }
                Thread.sleep(wait.toMillis() + 1);
            }
        }
    }

    /** A service that does not keep the limit for one call must not use up the time in which others could be asked. */
    private <T> T limited(MasterKeyProvider provider, Reason reason, Supplier<T> call, Consumer<T> discard) {
        Supplier<T> guarded = () -> guarded(reason, call);
        if (!provider.isRemote()) {
            return guarded.get();
        }
        try {
            return this.workers.call(guarded, this.callTimeout, discard);
        } catch (TimeoutException ex) {
            throw new KeyServiceException(
                    KeyServiceException.Answer.UNAVAILABLE,
                    "the key service did not answer within " + this.callTimeout.toMillis() / 1000.0 + " s",
                    "Check that the key service can be reached from here");
        }
    }

    /** Does ahead of time what unwrapping with the provider that is always there will need. */
    void prepare() {
        MasterKeyProvider provider = this.providers.embedded();
        if (provider == null) {
            return;
        }
        try {
            this.connections.to(provider).prepare();
        } catch (RuntimeException ex) {
            // Whoever needs the connection makes it again, and is told.
        }
    }

    boolean recordsCreation(MasterKey masterKey) {
        MasterKeyProvider provider = this.providers.find(masterKey.kind());
        return provider == null || provider.recordsCreation();
    }

    boolean serves(String kind) {
        return this.providers.find(kind) != null;
    }

    MasterKey parse(String kind, String uri) {
        return this.providers.require(kind, Reason.INVALID_CONFIGURATION).parse(uri);
    }

    String describe(MasterKey masterKey) {
        try {
            MasterKeyProvider provider = this.providers.find(masterKey.kind());
            return Texts.safe((provider != null) ? provider.describe(masterKey) : KeyNames.of(masterKey));
        } catch (RuntimeException ex) {
            // A file may lack fields or have odd ones, and an error about it must still name the key.
            return Texts.safe(KeyNames.of(masterKey));
        }
    }

    /** A provider's bug, or a jar that it misses, must not end the trying of other keys. Its message may hold anything. */
    private static <T> T guarded(Reason reason, Supplier<T> call) {
        try {
            return call.get();
        } catch (SecretsException ex) {
            throw ex;
        } catch (RuntimeException | LinkageError ex) {
            if (Thread.currentThread().isInterrupted()) {
                throw Workers.interrupted();
            }
            throw new SecretsException(
                    reason,
                    Location.NONE,
                    "the provider failed unexpectedly: " + ex.getClass().getName(),
                    null);
        }
    }

    @Override
    public void close() {
        try {
            this.connections.close();
        } finally {
            this.unwrapped.close();
        }
    }
}
