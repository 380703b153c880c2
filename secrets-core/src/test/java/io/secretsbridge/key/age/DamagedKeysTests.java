package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.RecipientStanza;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.Passphrase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Damages every form that keys and wrapped keys have, at random. Whatever comes in, it is read, or refused by the exception that callers
 * expect, soon and without showing a part of a secret.
 */
class DamagedKeysTests {

    private static final List<String> SSH_KEYS = List.of(
            "ed25519",
            "ed25519-pkcs8",
            "ed25519-locked",
            "rsa-2048",
            "rsa-pem",
            "rsa-pkcs8",
            "rsa-pem-locked",
            "ecdsa");

    private static final List<String> WRAPPED = List.of("ed25519", "rsa-2048", "hybrid", "locked-keys");

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Longer than any word that an error and a key have in common. */
    private static final int SECRET_LENGTH = 20;

    private static final KeySettings SETTINGS =
            KeySettings.ofEnvironment(Map.of()).withPrompt((question) -> AgeFixtures.PASSPHRASE.toCharArray());

    private final AgeProvider provider = new AgeProvider();

    /** Makes a few changes: a byte, a bit, a piece that is lost, repeated, moved or new. */
    private static byte[] damaged(byte[] whole, long seed) {
        Random random = new Random(seed);
        byte[] bytes = whole;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 1; i++) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(40));
            byte[] copy = bytes.clone();
            switch (random.nextInt(7)) {
                case 0 -> copy[from] = (byte) random.nextInt(256);
                case 1 -> copy[from] ^= (byte) (1 << random.nextInt(8));
                case 2 -> copy = joined(part(bytes, 0, from), part(bytes, to, bytes.length));
                case 3 -> copy = joined(part(bytes, 0, to), part(bytes, from, bytes.length));
                case 4 -> copy = part(bytes, 0, from);
                case 5 -> copy = joined(part(bytes, 0, from), part(bytes, to, bytes.length), part(bytes, from, to));
                default -> {
                    byte[] noise = new byte[1 + random.nextInt(8)];
                    random.nextBytes(noise);
                    copy = joined(part(bytes, 0, from), noise, part(bytes, from, bytes.length));
                }
            }
            bytes = copy;
        }
        return bytes;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private interface Reading {

        void read() throws Exception;
    }

    /** Returns why it was refused, {@code null} when it was read. Anything but a {@link SecretsException} fails the test. */
    private static @Nullable SecretsException refusal(byte[] secret, Reading reading) throws Exception {
        long start = System.nanoTime();
        try {
            reading.read();
            return null;
        } catch (SecretsException ex) {
            String said = ex.getMessage() + ex.action();
            String text = new String(secret, StandardCharsets.ISO_8859_1);
            for (int i = 0; i + SECRET_LENGTH <= text.length(); i++) {
                assertThat(said).doesNotContain(text.substring(i, i + SECRET_LENGTH));
            }
            return ex;
        } finally {
            assertThat(System.nanoTime() - start).isLessThan(LIMIT_NANOS);
        }
    }

    private static void refusedAs(List<Reason> reasons, byte[] secret, Reading reading) throws Exception {
        SecretsException refusal = refusal(secret, reading);
        if (refusal != null) {
            assertThat(refusal.reason()).isIn(reasons);
        }
    }

    private static String armoured(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    private static String label(String armour) {
        return armour.substring("-----BEGIN ".length(), armour.indexOf("-----\n"));
    }

    private static byte[] content(String armour) {
        return Base64.getMimeDecoder().decode(armour.replaceAll("(?m)^-----.*$", ""));
    }

    // ---- SSH keys

    @Property(tries = 600)
    void sshKeyWhenItsTextIsDamagedIsReadOrRefused(@ForAll @IntRange(max = 7) int which, @ForAll long seed)
            throws Exception {
        byte[] text = damaged(AgeFixtures.bytes(SSH_KEYS.get(which) + ".key"), seed);
        refusedAs(List.of(Reason.INVALID_KEY), text, () -> parse(text));
    }

    @Property(tries = 600)
    void sshKeyWhenItsContentIsDamagedIsReadOrRefused(@ForAll @IntRange(max = 7) int which, @ForAll long seed)
            throws Exception {
        String whole = AgeFixtures.text(SSH_KEYS.get(which) + ".key");
        // The headers of an encrypted PEM file are no base64.
        String armour = whole.replaceAll("(?m)^(Proc-Type|DEK-Info).*\n", "");
        byte[] text = armoured(label(whole), damaged(content(armour), seed)).getBytes(StandardCharsets.US_ASCII);
        refusedAs(List.of(Reason.INVALID_KEY), text, () -> parse(text));
    }

    private static void parse(byte[] text) {
        SshKeyFile.parse(text, Path.of("nowhere"), new Passphrase("here", SETTINGS))
                .close();
    }

    @Property(tries = 40)
    void lockedSshKeyWhenItsContentIsDamagedIsOpenedOrRefused(@ForAll long seed) throws Exception {
        String whole = AgeFixtures.text("ed25519-locked.key");
        byte[] text = armoured(label(whole), damaged(content(whole), seed)).getBytes(StandardCharsets.US_ASCII);
        refusedAs(
                List.of(Reason.INVALID_KEY),
                text,
                () -> open(
                        AgeFixtures.text("ed25519-locked.age"),
                        SshKeyFile.parse(text, Path.of("nowhere"), new Passphrase("here", SETTINGS))));
    }

    @Property(tries = 600)
    void pemWhenDamagedIsReadOrRefused(@ForAll @IntRange(max = 7) int which, @ForAll long seed) {
        byte[] text = damaged(AgeFixtures.bytes(SSH_KEYS.get(which) + ".key"), seed);
        try {
            assertThat(Pem.parse(text).content()).hasSizeLessThanOrEqualTo(text.length);
        } catch (GeneralSecurityException ex) {
            assertThat(ex).isInstanceOf(SshKeyException.class);
        }
    }

    @Property(tries = 600)
    void recipientWhenDamagedIsReadOrRefused(@ForAll @IntRange(max = 3) int which, @ForAll long seed) throws Exception {
        byte[] whole = AgeFixtures.bytes(
                List.of("ed25519", "rsa-2048", "hybrid", "locked-keys").get(which) + ".pub");
        String text = new String(damaged(whole, seed), StandardCharsets.ISO_8859_1);
        refusedAs(List.of(Reason.INVALID_KEY), new byte[0], () -> this.provider.parse(text));
    }

    // ---- identities

    @Property(tries = 600)
    void keysFileWhenDamagedIsReadOrRefused(@ForAll boolean hybrid, @ForAll long seed) throws Exception {
        byte[] whole = hybrid
                ? AgeFixtures.bytes("hybrid.key")
                : ("# mine\nAGE-SECRET-KEY-1G0Q5K9TV4REQ3ZSQRMTMG8NSWQGYT0T7TZ33RAZEE0GZYVZN0APSU24RK7\n"
                                + Bech32.encode("age-plugin-x-", new byte[20]).toUpperCase(Locale.ROOT) + "\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] text = damaged(whole, seed);
        refusedAs(
                List.of(Reason.INVALID_KEY),
                text,
                () -> IdentityText.parse(text, (seed & 1) == 0, SETTINGS).forEach(Identity::close));
    }

    @Property(tries = 150)
    void lockedKeysFileWhenDamagedIsOpenedOrRefused(@ForAll boolean binary, @ForAll long seed) throws Exception {
        byte[] text = damaged(AgeFixtures.bytes(binary ? "locked-keys-binary.key" : "locked-keys.key"), seed);
        open(AgeFixtures.text("locked-keys.age"), new LockedKeys(text, new Passphrase("here", SETTINGS)));
    }

    @Property(tries = 600)
    void bech32WhenDamagedIsRefusedUnlessItIsTheSame(@ForAll long seed) {
        String whole = "AGE-SECRET-KEY-1G0Q5K9TV4REQ3ZSQRMTMG8NSWQGYT0T7TZ33RAZEE0GZYVZN0APSU24RK7";
        String text = new String(damaged(whole.getBytes(StandardCharsets.US_ASCII), seed), StandardCharsets.ISO_8859_1);
        try {
            Bech32.decode(CharBuffer.wrap(text));
            assertThat(text).isEqualTo(whole);
        } catch (IllegalArgumentException ex) {
            assertThat(text).isNotEqualTo(whole);
        }
    }

    // ---- wrapped keys

    @Property(tries = 400)
    void wrappedKeyWhenItsArmourIsDamagedIsOpenedOrRefused(@ForAll @IntRange(max = 3) int which, @ForAll long seed)
            throws Exception {
        String name = WRAPPED.get(which);
        byte[] text = damaged(AgeFixtures.bytes(name + ".age"), seed);
        open(new String(text, StandardCharsets.ISO_8859_1), identity(name));
    }

    @Property(tries = 400)
    void wrappedKeyWhenItsContentIsDamagedIsOpenedOrRefused(@ForAll @IntRange(max = 3) int which, @ForAll long seed)
            throws Exception {
        String name = WRAPPED.get(which);
        String whole = AgeFixtures.text(name + ".age");
        open(armoured(label(whole), damaged(content(whole), seed)), identity(name));
    }

    private static void open(String wrapped, Identity identity) throws Exception {
        try (identity) {
            refusedAs(List.of(Reason.KEY_UNAVAILABLE), new byte[0], () -> {
                DataKey key = AgeCipher.open(wrapped, List.of(identity), DamagedKeysTests::problem);
                if (key != null) {
                    assertThat(key).isEqualTo(AgeFixtures.dataKey());
                }
            });
        }
    }

    private static Identity identity(String name) {
        byte[] key = AgeFixtures.bytes(name + ".key");
        if (SshKeyFile.isOne(key)) {
            return SshKeyFile.parse(key, null, null);
        }
        return LockedKeys.isOne(key)
                ? new LockedKeys(key, new Passphrase("here", SETTINGS))
                : IdentityText.parse(key, false, SETTINGS).get(0);
    }

    private static void problem(SecretsException problem) {
        assertThat(problem.reason()).isIn(Reason.KEY_UNAVAILABLE, Reason.INVALID_KEY, Reason.LIMIT_EXCEEDED);
        assertThat(problem.getMessage()).doesNotContain(AgeFixtures.PASSPHRASE);
    }

    // ---- the plugin protocol

    @Property(tries = 600)
    void stanzasWhenDamagedAreReadOrRefused(@ForAll long seed) throws Exception {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        StanzaStream stream = new StanzaStream(new ByteArrayInputStream(new byte[0]), whole);
        stream.write("recipient-stanza", List.of("0", "X25519", "argument"), new byte[100]);
        stream.write("msg", List.of(), "hello".getBytes(StandardCharsets.US_ASCII));
        stream.write("done");
        byte[] text = damaged(whole.toByteArray(), seed);
        List<RecipientStanza> read = new ArrayList<>();
        StanzaStream damaged = new StanzaStream(new ByteArrayInputStream(text), new ByteArrayOutputStream());
        try {
            while (true) {
                read.add(damaged.read());
            }
        } catch (IOException ex) {
            assertThat(read).hasSizeLessThanOrEqualTo(text.length);
        }
    }
}
