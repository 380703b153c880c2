package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A key service in memory that behaves as the name of the key says: {@code refuses}, {@code blocks} (until interrupted),
 * {@code hangs} (even then), {@code crashes} (with a secret in its message), {@code short} (gives 16 bytes); any other name works.
 */
final class TestProvider implements MasterKeyProvider {

    private final String kind;

    private final Map<String, DataKey> wrapped = new ConcurrentHashMap<>();

    final List<String> unwraps = new CopyOnWriteArrayList<>();

    final AtomicInteger connections = new AtomicInteger();

    final AtomicInteger closings = new AtomicInteger();

    final CountDownLatch blocked = new CountDownLatch(1);

    volatile long delayMillis;

    /** What the next calls are answered with instead, one after the other. */
    final Queue<KeyServiceException> failures = new ConcurrentLinkedQueue<>();

    TestProvider(String kind) {
        this.kind = kind;
    }

    @Override
    public String kind() {
        return this.kind;
    }

    @Override
    public MasterKey parse(String uri) {
        return new MasterKey(this.kind, MapNode.of(new MapNode.Entry("name", ValueNode.string(uri))));
    }

    @Override
    public String describe(MasterKey masterKey) {
        if (masterKey.field("name").equals("crashes-describe")) {
            throw new IllegalArgumentException("a field is missing");
        }
        return masterKey.field("name");
    }

    @Override
    public Connection connect(KeySettings settings) {
        this.connections.incrementAndGet();
        return new TestConnection();
    }

    /** Wraps without a ring: with a key that would refuse, or another key than that of the other groups. */
    WrappedKey wrapped(String name, DataKey dataKey) {
        String token = "token-" + this.kind + "-" + this.wrapped.size();
        this.wrapped.put(token, DataKey.copyOf(dataKey.exposeBytes()));
        return new WrappedKey(parse(name), token, null);
    }

    private final class TestConnection implements Connection {

        @Override
        public String wrap(DataKey dataKey, MasterKey masterKey) {
            behave(masterKey, Reason.WRAP_FAILED);
            return wrapped(masterKey.field("name"), dataKey).wrapped();
        }

        @Override
        public DataKey unwrap(String token, MasterKey masterKey) {
            TestProvider.this.unwraps.add(masterKey.field("name"));
            behave(masterKey, Reason.KEY_UNAVAILABLE);
            return masterKey.field("name").equals("short")
                    ? DataKey.copyOf(new byte[16])
                    : DataKey.copyOf(TestProvider.this.wrapped.get(token).exposeBytes());
        }

        private void behave(MasterKey masterKey, Reason reason) {
            sleep(TestProvider.this.delayMillis);
            KeyServiceException failure = TestProvider.this.failures.poll();
            if (failure != null) {
                throw failure;
            }
            switch (masterKey.field("name")) {
                case "refuses" ->
                    throw new SecretsException(reason, Location.NONE, "access is denied", "Ask for access");
                case "crashes" -> throw new IllegalStateException("the token is hunter2");
                case "misses" -> throw new NoClassDefFoundError("com/example/Sdk");
                case "blocks" -> {
                    TestProvider.this.blocked.countDown();
                    sleep(60_000);
                }
                case "hangs" -> {
                    TestProvider.this.blocked.countDown();
                    long end = System.nanoTime() + 3_000_000_000L;
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(1_000_000);
                        // Deaf on purpose.
                        Thread.interrupted();
                    }
                }
                default -> {}
            }
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new SecretsException(Reason.INTERRUPTED, Location.NONE, "interrupted", null);
            }
        }

        @Override
        public void close() {
            TestProvider.this.closings.incrementAndGet();
        }
    }
}
