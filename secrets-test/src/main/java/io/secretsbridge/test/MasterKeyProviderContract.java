package io.secretsbridge.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link MasterKeyProvider} must do, whatever holds its keys. Extend it, or {@link KeyServiceContract} when the keys
 * are held by a service behind a network, and say by the abstract methods which provider is meant and which keys it may use.
 *
 * <pre>{@code
 * class MyProviderTests extends MasterKeyProviderContract {
 *
 *     protected MasterKeyProvider provider() {
 *         return new MyProvider();
 *     }
 *
 *     protected KeySettings settings() {
 *         return KeySettings.ofProperties(Map.of("my.key-file", "src/test/resources/key"));
 *     }
 *
 *     protected String keyText() {
 *         return "my-key";
 *     }
 *
 *     protected String otherKeyText() {
 *         return "another-key";
 *     }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class MasterKeyProviderContract {

    private static final int THREADS = 8;

    private final List<DataKey> dataKeys = new ArrayList<>();

    private MasterKeyProvider.@Nullable Connection connection;

    /** For those that extend it. */
    protected MasterKeyProviderContract() {}

    /**
     * Returns the provider to test.
     *
     * @return a new one at each call, made by its constructor without arguments
     */
    protected abstract MasterKeyProvider provider();

    /**
     * Returns settings with which the provider may use {@link #keyText() the key}.
     *
     * @return the settings
     */
    protected abstract KeySettings settings();

    /**
     * Returns the text form of a key that can wrap and unwrap here.
     *
     * @return the text form
     */
    protected abstract String keyText();

    /**
     * Returns the text form of a key that can wrap here, and whose wrapped keys cannot be unwrapped in the name of
     * {@link #keyText() the key}.
     *
     * @return the text form
     */
    protected abstract String otherKeyText();

    /**
     * Returns texts that name no key of the kind.
     *
     * @return the texts; the empty one and nonsense unless this is overridden
     */
    protected Collection<String> invalidKeyTexts() {
        return List.of("", " ", "\u0000", "no key at all", "x".repeat(100_000));
    }

    /**
     * Returns texts that must never show: tokens, passwords, private keys.
     *
     * @return the texts, none unless this is overridden
     */
    protected Collection<String> secrets() {
        return List.of();
    }

    /**
     * Returns the master key that the tests use.
     *
     * @return the key of {@link #keyText()}
     */
    protected final MasterKey key() {
        return provider().parse(keyText());
    }

    /**
     * Returns the connection that the tests use, made when it is first asked for.
     *
     * @return the connection, closed after the test
     */
    protected final synchronized MasterKeyProvider.Connection connection() {
        if (this.connection == null) {
            this.connection = provider().connect(settings());
        }
        return this.connection;
    }

    /**
     * Makes a data key that no text may show from now on.
     *
     * @return the key, closed after the test
     */
    protected final DataKey dataKey() {
        return remember(DataKey.generate());
    }

    private synchronized DataKey remember(DataKey dataKey) {
        this.dataKeys.add(dataKey);
        return dataKey;
    }

    /**
     * Runs something that must fail by a {@link SecretsException}, and checks that no text of it shows a secret.
     *
     * @param call what must fail
     * @return the exception
     */
    protected final SecretsException failure(Supplier<?> call) {
        try {
            Object result = call.get();
            if (result instanceof DataKey unwrapped) {
                unwrapped.close();
            }
        } catch (SecretsException ex) {
            assertShowsNoSecret(ex);
            assertThat(ex.problem()).as("the problem").isNotBlank().doesNotContain("\n");
            return ex;
        }
        throw new AssertionError("This should have failed");
    }

    private void assertShowsNoSecret(SecretsException ex) {
        StringWriter trace = new StringWriter();
        ex.printStackTrace(new PrintWriter(trace));
        assertShowsNoSecret(trace + " " + ex.action());
    }

    /**
     * Checks that a text shows no secret: none of {@link #secrets()}, and no data key of the test in any usual coding.
     *
     * @param text the text
     */
    protected final synchronized void assertShowsNoSecret(String text) {
        List<String> forbidden = new ArrayList<>(secrets());
        for (DataKey dataKey : this.dataKeys) {
            byte[] bytes = dataKey.exposeBytes();
            forbidden.add(new String(bytes, StandardCharsets.ISO_8859_1));
            forbidden.add(HexFormat.of().formatHex(bytes));
            forbidden.add(HexFormat.of().withUpperCase().formatHex(bytes));
            forbidden.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            forbidden.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        for (String secret : forbidden) {
            // By hand, because a failed assertion would print what it looked for.
            assertThat(text.contains(secret)).as("a text shows a secret").isFalse();
        }
    }

    @AfterEach
    final synchronized void disconnect() {
        if (this.connection != null) {
            this.connection.close();
        }
        this.dataKeys.forEach(DataKey::close);
    }

    @Test
    void providerWhenOnTheClassPathIsFoundByItsKind() {
        assertThat(provider().kind()).isNotBlank().isEqualTo(provider().kind());
        assertThat(ServiceLoader.load(MasterKeyProvider.class).stream()
                        .map(ServiceLoader.Provider::type)
                        .toList())
                .as("META-INF/services/" + MasterKeyProvider.class.getName())
                .anyMatch((type) -> type.equals(provider().getClass()));
    }

    @Test
    void parseWhenGivenItsOwnDescriptionGivesTheSameKey() {
        for (String text : List.of(keyText(), otherKeyText())) {
            MasterKey key = provider().parse(text);
            assertThat(key.kind()).isEqualTo(provider().kind());
            assertThat(provider().describe(key)).isNotBlank().doesNotContain("\n");
            assertThat(provider().parse(provider().describe(key))).isEqualTo(key);
        }
    }

    @Test
    void parseWhenTextNamesNoKeyIsRefused() {
        for (String text : invalidKeyTexts()) {
            assertThat(failure(() -> provider().parse(text)).reason()).isEqualTo(Reason.INVALID_KEY);
        }
    }

    @Test
    void unwrapWhenWrappedByTheSameKeyGivesTheDataKey() {
        DataKey dataKey = dataKey();
        String wrapped = connection().wrap(dataKey, key());
        assertThat(wrapped).isNotBlank();
        assertShowsNoSecret(wrapped);
        try (DataKey unwrapped = connection().unwrap(wrapped, key())) {
            assertThat(unwrapped).isEqualTo(dataKey);
        }
        try (MasterKeyProvider.Connection other = provider().connect(settings());
                DataKey unwrapped = other.unwrap(wrapped, key())) {
            assertThat(unwrapped).isEqualTo(dataKey);
        }
    }

    @Test
    void unwrapWhenAShareWasWrappedGivesTheShare() {
        byte[] bytes = new byte[DataKey.LENGTH + 1];
        bytes[0] = 42;
        bytes[DataKey.LENGTH] = 7;
        DataKey share = remember(DataKey.copyOf(bytes));
        try (DataKey unwrapped = connection().unwrap(connection().wrap(share, key()), key())) {
            assertThat(unwrapped).isEqualTo(share);
        }
    }

    @Test
    void unwrapWhenAnotherKeyWrappedIsRefused() {
        String wrapped = connection().wrap(dataKey(), provider().parse(otherKeyText()));
        assertThat(failure(() -> connection().unwrap(wrapped, key())).reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    }

    /** A changed character may stand for the same bytes, in the last digit of base64 for example, but never for another key. */
    @Test
    void unwrapWhenTheWrappedKeyWasChangedNeverGivesAnotherKey() {
        DataKey dataKey = dataKey();
        String wrapped = connection().wrap(dataKey, key());
        int refused = 0;
        int step = Math.max(1, wrapped.length() / 40);
        for (int i = 0; i < wrapped.length(); i += step) {
            char changed = (wrapped.charAt(i) == 'A') ? 'B' : 'A';
            refused += unwrapChanged(wrapped.substring(0, i) + changed + wrapped.substring(i + 1), dataKey);
        }
        assertThat(refused).as("changes that were noticed").isPositive();
        for (String other : List.of(
                "",
                " ",
                "\u0000",
                wrapped.substring(0, wrapped.length() / 2),
                wrapped.substring(wrapped.length() / 2),
                wrapped + wrapped,
                "vault:v1:AAAA",
                "AAAA",
                "ä€😀")) {
            unwrapChanged(other, dataKey);
        }
    }

    private int unwrapChanged(String changed, DataKey dataKey) {
        try (DataKey unwrapped = connection().unwrap(changed, key())) {
            assertThat(unwrapped).isEqualTo(dataKey);
            return 0;
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
            assertShowsNoSecret(ex);
            return 1;
        }
    }

    @Test
    void unwrapWhenTheWrappedKeyIsTooLongIsRefusedSoon() {
        long start = System.nanoTime();
        assertThat(failure(() -> connection().unwrap("QUJD".repeat(500_000), key()))
                        .reason())
                .isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void useWhenTheFileNamesTheKeyBadlyIsRefused() {
        List<MasterKey> bad = new ArrayList<>();
        bad.add(new MasterKey(provider().kind(), MapNode.EMPTY));
        for (MapNode.Entry entry : key().fields().entries()) {
            for (String text : List.of("", "\u0000\n", "x".repeat(100_000))) {
                bad.add(new MasterKey(
                        provider().kind(), MapNode.of(new MapNode.Entry(entry.key(), ValueNode.string(text)))));
            }
            bad.add(new MasterKey(
                    provider().kind(),
                    MapNode.of(new MapNode.Entry(entry.key(), ValueNode.integer(1, Position.NONE)))));
        }
        DataKey dataKey = dataKey();
        String wrapped = connection().wrap(dataKey, key());
        for (MasterKey key : bad) {
            assertThat(failure(() -> connection().wrap(dataKey, key)).reason())
                    .isIn(Reason.KEY_UNAVAILABLE, Reason.WRAP_FAILED, Reason.INVALID_KEY);
            // Age finds the identity by the wrapped key alone.
            try (DataKey unwrapped = connection().unwrap(wrapped, key)) {
                assertThat(unwrapped).isEqualTo(dataKey);
            } catch (SecretsException ex) {
                assertThat(ex.reason()).isIn(Reason.KEY_UNAVAILABLE, Reason.INVALID_KEY);
                assertShowsNoSecret(ex);
            }
        }
    }

    @Test
    void useWhenManyThreadsAskAtOnceGivesEachItsOwnKey() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < THREADS * 4; i++) {
                results.add(threads.submit(() -> {
                    DataKey dataKey = dataKey();
                    try (DataKey unwrapped = connection().unwrap(connection().wrap(dataKey, key()), key())) {
                        return unwrapped.equals(dataKey);
                    }
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keyRingWhenItHasTheProviderUnlocksWhatItWrapped() {
        DataKey dataKey = dataKey();
        try (KeyRing ring = KeyRing.create(settings(), List.of(provider()))) {
            List<KeyGroup> groups = ring.wrap(dataKey, List.of(List.of(key())), 0, Instant.EPOCH);
            try (DataKey unlocked = ring.unlock(groups, 0, Location.of("contract.yaml"))) {
                assertThat(unlocked).isEqualTo(dataKey);
            }
        }
    }

    @Test
    void textsWhenAnythingIsPrintedShowNoSecret() {
        assertShowsNoSecret(provider() + " " + settings() + " " + key() + " " + connection() + " "
                + provider().describe(key()));
    }

    /**
     * A client library may log what it sends and gets. Who turns its log on must not find keys in it. Libraries that log by SLF4J are
     * heard when it is bound to {@code java.util.logging}.
     */
    @Test
    void logWhenEverythingIsLoggedShowsNoSecret() {
        try (EverythingLogged log = new EverythingLogged();
                MasterKeyProvider.Connection other = provider().connect(settings())) {
            DataKey dataKey = dataKey();
            String wrapped = other.wrap(dataKey, key());
            other.unwrap(wrapped, key()).close();
            failure(() -> other.unwrap(other.wrap(dataKey, provider().parse(otherKeyText())), key()));
            assertShowsNoSecret(log.text());
        }
    }

    @Test
    void closeWhenCalledTwiceDoesNothingMore() {
        MasterKeyProvider.Connection other = provider().connect(settings());
        other.close();
        other.close();
    }

    /**
     * Wraps a new data key by the key, for tests that only unwrap.
     *
     * @param dataKey the data key
     * @return it, wrapped, in a group of its own
     */
    protected final List<KeyGroup> wrapped(DataKey dataKey) {
        return List.of(new KeyGroup(List.of(new WrappedKey(key(), connection().wrap(dataKey, key()), null))));
    }
}
