package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.Location;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.WrappedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many at once, with the real module, against a server on this machine. */
@Timeout(120)
class VaultLoadTests {

    private static final Location FILE = Location.of("secrets.yaml");

    private final FakeVault vault = new FakeVault("app", "key-0", "key-1", "key-2", "key-3", "key-4");

    private final VaultProvider provider = new VaultProvider();

    private final KeySettings settings = KeySettings.ofEnvironment(
                    Map.of("VAULT_ADDR", this.vault.address(), "VAULT_TOKEN", FakeVault.TOKEN))
            // A busy machine may be late, and starts a thousand where each has its own in earnest.
            .withTotalTimeout(Duration.ofMinutes(2));

    private final DataKey dataKey = DataKey.generate();

    @AfterEach
    void stop() {
        this.vault.close();
    }

    private List<KeyGroup> wrapped(MasterKeyProvider.Connection connection, String name) {
        MasterKey key = this.provider.parse(this.vault.address() + "/v1/transit/keys/" + name);
        return List.of(new KeyGroup(List.of(new WrappedKey(key, connection.wrap(this.dataKey, key), null))));
    }

    private KeyRing ring() {
        return KeyRing.create(this.settings, List.of(this.provider));
    }

    /** A thousand applications that start at the same moment, against a service that lets a hundred a second through. */
    @Test
    void startWhenAThousandStartAtOnceLetsAllIn() throws Exception {
        int starts = 1000;
        this.vault.logging = false;
        List<KeyGroup> groups;
        try (MasterKeyProvider.Connection connection = this.provider.connect(this.settings)) {
            groups = wrapped(connection, "app");
        }
        int before = this.vault.requests();
        this.vault.limit(100);
        ExecutorService threads = Executors.newFixedThreadPool(starts);
        CountDownLatch go = new CountDownLatch(1);
        try {
            List<Future<Boolean>> opened = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                opened.add(threads.submit(() -> {
                    try (KeyRing ring = ring()) {
                        go.await();
                        try (DataKey unlocked = ring.unlock(groups, 0, FILE)) {
                            return unlocked.equals(this.dataKey);
                        }
                    }
                }));
            }
            go.countDown();
            for (Future<Boolean> one : opened) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        // On a busy machine the answer of a call that was let through may come too late, and is asked for again.
        assertThat(this.vault.requests() - before - this.vault.throttled())
                .as("calls that were let through")
                .isBetween(starts, starts + starts / 20);
        assertThat(this.vault.throttled()).as("calls that were refused").isLessThan(starts * 10);
        assertThat(this.vault.mostIn(Duration.ofMillis(50)))
                .as("retries in step")
                .isLessThan(starts / 4);
    }

    @Test
    void openWhenFiftyFilesShareFiveKeysAsksFiveTimes() throws Exception {
        List<List<KeyGroup>> keys = new ArrayList<>();
        try (MasterKeyProvider.Connection connection = this.provider.connect(this.settings)) {
            for (int i = 0; i < 5; i++) {
                keys.add(wrapped(connection, "key-" + i));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try (KeyRing ring = ring()) {
            // A connection and the classes are there, as they are after the first file of an application.
            ring.unlock(keys.get(0), 0, FILE).close();
            List<List<KeyGroup>> others = new ArrayList<>();
            try (MasterKeyProvider.Connection connection = this.provider.connect(this.settings)) {
                for (int i = 0; i < 5; i++) {
                    others.add(wrapped(connection, "key-" + i));
                }
            }
            int before = this.vault.requests();
            this.vault.delayMillis = 50;
            // One after the other they would never be answered.
            this.vault.together = new CyclicBarrier(5);
            List<Future<DataKey>> opened = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                List<KeyGroup> file = others.get(i % 5);
                opened.add(threads.submit(() -> ring.unlock(file, 0, FILE)));
            }
            for (Future<DataKey> one : opened) {
                assertThat(one.get()).isEqualTo(this.dataKey);
            }
            assertThat(this.vault.requests() - before).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }
}
