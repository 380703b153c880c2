package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One key at a time: finds its provider, its connection and what was unwrapped before, and turns every failure into one kind. */
final class KeyAccess implements AutoCloseable {

    private final Providers providers;

    private final Connections connections;

    private final UnwrappedKeys unwrapped = new UnwrappedKeys();

    KeyAccess(Providers providers, Connections connections) {
        this.providers = providers;
        this.connections = connections;
    }

    /** Returns the unwrapped key, which stays the cache's own. */
    DataKey unwrap(WrappedKey key) throws InterruptedException {
        MasterKeyProvider provider = this.providers.require(key.masterKey().kind(), Reason.KEY_UNAVAILABLE);
        return this.unwrapped.get(
                key,
                () -> guarded(
                        Reason.KEY_UNAVAILABLE,
                        () -> this.connections.to(provider).unwrap(key.wrapped(), key.masterKey())));
    }

    String wrap(DataKey dataKey, MasterKey masterKey) {
        MasterKeyProvider provider = this.providers.require(masterKey.kind(), Reason.WRAP_FAILED);
        return guarded(Reason.WRAP_FAILED, () -> this.connections.to(provider).wrap(dataKey, masterKey));
    }

    boolean recordsCreation(MasterKey masterKey) {
        MasterKeyProvider provider = this.providers.find(masterKey.kind());
        return provider == null || provider.recordsCreation();
    }

    MasterKey parse(String kind, String uri) {
        return this.providers.require(kind, Reason.INVALID_CONFIGURATION).parse(uri);
    }

    String describe(MasterKey masterKey) {
        MasterKeyProvider provider = this.providers.find(masterKey.kind());
        try {
            return Texts.safe((provider != null) ? provider.describe(masterKey) : fields(masterKey));
        } catch (RuntimeException ex) {
            // A file may lack fields or have odd ones, and an error about it must still name the key.
            return Texts.safe(fields(masterKey));
        }
    }

    /** The values of all fields: what names a key whose provider is missing. */
    private static String fields(MasterKey masterKey) {
        List<String> texts = new ArrayList<>();
        for (MapNode.Entry entry : masterKey.fields().entries()) {
            if (entry.value() instanceof ValueNode value && value.isString() && value.length() > 0) {
                texts.add(value.text());
            }
        }
        return String.join(" ", texts);
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
