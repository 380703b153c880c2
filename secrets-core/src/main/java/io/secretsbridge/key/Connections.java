package io.secretsbridge.key;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections to key services, one for each kind that a file has named so far. Shared by a key ring and those that
 * differ from it only in their order.
 */
final class Connections implements AutoCloseable {

    /** The way to one kind, so that a slow connect to one holds up nobody who needs another. */
    private static final class Door {

        private MasterKeyProvider.@Nullable Connection connection;

        private boolean closed;

        synchronized MasterKeyProvider.Connection open(MasterKeyProvider provider, KeySettings settings) {
            if (this.closed) {
                throw closedRing();
            }
            if (this.connection == null) {
                this.connection = provider.connect(settings);
            }
            return this.connection;
        }

        synchronized void close() {
            this.closed = true;
            if (this.connection != null) {
                this.connection.close();
                this.connection = null;
            }
        }
    }

    private final KeySettings settings;

    private final Map<String, Door> doors = new HashMap<>();

    private boolean closed;

    Connections(KeySettings settings) {
        this.settings = settings;
    }

    MasterKeyProvider.Connection to(MasterKeyProvider provider) {
        Door door;
        synchronized (this.doors) {
            if (this.closed) {
                throw closedRing();
            }
            door = this.doors.computeIfAbsent(provider.kind(), (kind) -> new Door());
        }
        return door.open(provider, this.settings);
    }

    private static IllegalStateException closedRing() {
        return new IllegalStateException("The key ring is closed");
    }

    @Override
    public void close() {
        List<Door> all;
        synchronized (this.doors) {
            this.closed = true;
            all = new ArrayList<>(this.doors.values());
            this.doors.clear();
        }
        RuntimeException failure = null;
        for (Door door : all) {
            try {
                door.close();
            } catch (RuntimeException ex) {
                failure = ex;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
