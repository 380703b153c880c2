package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.Passphrase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A secret (sub-)key. One that a passphrase protects is unlocked when a message for it is opened: the person is asked once, and a
 * wrong answer holds until the next start.
 */
final class SecretKey {

    /** Takes the key out of its protection. */
    interface Lock {

        /**
         * Unlocks the key.
         *
         * @param passphrase the passphrase, which stays the caller's; empty when there is none
         * @throws PGPException or any runtime exception when it does not fit
         */
        PGPPrivateKey open(char[] passphrase) throws PGPException, IOException;
    }

    private static final char[] NOTHING = {};

    private final PGPPublicKey publicKey;

    private final Lock lock;

    private final @Nullable Passphrase passphrase;

    private @Nullable PGPKeyPair opened;

    private @Nullable SecretsException failure;

    /**
     * Creates a secret key.
     *
     * @param publicKey its other half
     * @param lock holds it
     * @param passphrase who to ask, {@code null} when no passphrase protects it
     */
    SecretKey(PGPPublicKey publicKey, Lock lock, @Nullable Passphrase passphrase) {
        this.publicKey = publicKey;
        this.lock = lock;
        this.passphrase = passphrase;
    }

    long keyId() {
        return this.publicKey.getKeyID();
    }

    boolean isHalfOf(PGPPublicKey other) {
        return Arrays.equals(this.publicKey.getFingerprint(), other.getFingerprint());
    }

    /** Returns whether a person must be asked for a passphrase. */
    boolean isLocked() {
        return this.passphrase != null;
    }

    /**
     * Returns both halves.
     *
     * @throws SecretsException when there is nobody to ask, the passphrase is another, or the key is damaged
     */
    synchronized PGPKeyPair unlock() {
        if (this.failure != null) {
            throw this.failure;
        }
        if (this.opened == null) {
            try {
                this.opened = new PGPKeyPair(
                        this.publicKey, (this.passphrase == null) ? open() : this.passphrase.use(this::open));
            } catch (SecretsException ex) {
                this.failure = ex;
                throw ex;
            }
        }
        return this.opened;
    }

    private PGPPrivateKey open() {
        try {
            return this.lock.open(NOTHING);
        } catch (PGPException | IOException | RuntimeException ex) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "the secret half of the PGP key " + Fingerprint.keyId(keyId()) + " is damaged",
                    "Import it again from a copy");
        }
    }

    private PGPPrivateKey open(byte[] secret) {
        CharBuffer characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(secret));
        char[] text = Arrays.copyOf(characters.array(), characters.limit());
        try {
            return this.lock.open(text);
        } catch (PGPException | IOException | RuntimeException ex) {
            throw Objects.requireNonNull(this.passphrase).wrong();
        } finally {
            Arrays.fill(characters.array(), '\0');
            Arrays.fill(text, '\0');
        }
    }

    @Override
    public String toString() {
        return "SecretKey[" + Fingerprint.keyId(keyId()) + "]";
    }
}
