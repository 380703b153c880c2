package io.secretsbridge.token;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of a sealed value. Its jar is optional, so every call may throw a {@link LinkageError}, and nothing else in this
 * package names its classes.
 */
final class Tink {

    /** What to do when the jar is missing. */
    static final String ADVICE = "Add io.secretsbridge:secrets-tink to the class path";

    private static final int KEY_LENGTH = 32;

    private static final byte[] NO_SALT = {};

    private Tink() {}

    /** Fails when the jar is missing. */
    static void load() {
        derive(new byte[KEY_LENGTH], "");
    }

    /** Returns 32 bytes that only the holder of a data key can make, other ones for each purpose. */
    static byte[] derive(byte[] dataKey, String purpose) {
        try {
            return Hkdf.computeHkdf(
                    "HMACSHA256", dataKey, NO_SALT, purpose.getBytes(StandardCharsets.US_ASCII), KEY_LENGTH);
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
        }
    }

    /** Returns the nonce of 12 bytes, the ciphertext and the tag of 16 bytes of AES-256-GCM. */
    static byte[] seal(byte[] key, byte[] plaintext, byte[] associatedData) {
        try {
            return new AesGcmJce(key).encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Tink refused a key of 32 bytes and a short plaintext", ex);
        }
    }

    /** Returns the plaintext, {@code null} when the ciphertext is not authentic. */
    static byte @Nullable [] open(byte[] key, byte[] ciphertext, byte[] associatedData) {
        try {
            return new AesGcmJce(key).decrypt(ciphertext, associatedData);
        } catch (GeneralSecurityException ex) {
            return null;
        }
    }
}
