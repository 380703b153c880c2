package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The clients that a provider makes because files ask for different ones, for example one for each region. What files name is bounded:
 * whoever wrote them could otherwise use up the memory. Thread-safe.
 *
 * @param <K> what tells one client from another
 * @param <C> the type of the clients
 */
public final class ServiceClients<K, C> implements AutoCloseable {

    /** How many clients there are at most: more than anybody's files name, and some ten megabytes of the largest library. */
    public static final int LIMIT = 100;

    private final String service;

    private final Consumer<C> close;

    private final Map<K, C> clients = new HashMap<>();

    /**
     * Makes none yet.
     *
     * @param service the service, as an error names it
     * @param close closes a client
     */
    public ServiceClients(String service, Consumer<C> close) {
        this.service = service;
        this.close = close;
    }

    /**
     * Returns a client.
     *
     * @param key what the client is for
     * @param make makes it when it is not there yet
     * @return the client
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} when it would be one too many
     */
    public synchronized C get(K key, Supplier<C> make) {
        C known = this.clients.get(key);
        if (known != null) {
            return known;
        }
        if (this.clients.size() >= LIMIT) {
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    Location.NONE,
                    "the files name keys that need more than " + LIMIT + " different clients of " + this.service,
                    "Use fewer different keys, or check who wrote the keys into the file");
        }
        C made = make.get();
        this.clients.put(key, made);
        return made;
    }

    /** Closes the clients. */
    @Override
    public void close() {
        List<C> all;
        synchronized (this) {
            all = new ArrayList<>(this.clients.values());
            this.clients.clear();
        }
        all.forEach(this.close);
    }
}
