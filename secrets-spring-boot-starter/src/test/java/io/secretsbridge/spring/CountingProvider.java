package io.secretsbridge.spring;

import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands where a user's key provider would, wraps nothing really, and counts how often it is asked. */
public final class CountingProvider implements MasterKeyProvider {

    static final String KIND = "hc_vault";

    static final AtomicInteger MADE = new AtomicInteger();

    static final AtomicInteger CONNECTED = new AtomicInteger();

    static final AtomicInteger UNWRAPPED = new AtomicInteger();

    static final AtomicInteger CLOSED = new AtomicInteger();

    /** What a client library would bring, and an application would make. */
    record Client(String name) {}

    static final AtomicReference<Client> CLIENT = new AtomicReference<>();

    /** For the service loader. */
    public CountingProvider() {
        MADE.incrementAndGet();
    }

    static void reset() {
        MADE.set(0);
        CONNECTED.set(0);
        UNWRAPPED.set(0);
        CLOSED.set(0);
        CLIENT.set(null);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public MasterKey parse(String uri) {
        return new MasterKey(KIND, MapNode.of(new MapNode.Entry("key_name", ValueNode.string(uri))));
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field("key_name");
    }

    @Override
    public Connection connect(KeySettings settings) {
        CONNECTED.incrementAndGet();
        CLIENT.set(settings.client(Client.class).orElse(null));
        return new Connection() {

            @Override
            public String wrap(DataKey dataKey, MasterKey masterKey) {
                return Base64.getEncoder().encodeToString(dataKey.exposeBytes());
            }

            @Override
            public DataKey unwrap(String wrapped, MasterKey masterKey) {
                UNWRAPPED.incrementAndGet();
                return DataKey.copyOf(Base64.getDecoder().decode(wrapped));
            }

            @Override
            public void close() {
                CLOSED.incrementAndGet();
            }
        };
    }
}
