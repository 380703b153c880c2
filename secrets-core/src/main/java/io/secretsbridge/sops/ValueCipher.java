package io.secretsbridge.sops;

import io.secretsbridge.key.DataKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM over single values, by the JCE. One cipher object serves a whole file, because finding one costs more than
 * a value. Not thread-safe.
 */
final class ValueCipher {

    /** The length of a new initialization vector in bytes. Not the usual 12: this is what the SOPS format has always used. */
    private static final int IV_LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cipher cipher;

    private final SecretKeySpec key;

    ValueCipher(DataKey dataKey) {
        byte[] bytes = dataKey.exposeBytes();
        try {
            this.key = new SecretKeySpec(bytes, "AES");
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Every Java platform has AES/GCM/NoPadding", ex);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Opens a sealed value.
     *
     * @return the plaintext, or {@code null} when the value is not authentic under this key and associated data
     */
    byte @Nullable [] open(SealedText sealed, byte[] associatedData) {
        if (sealed.data().length < SealedText.TAG_LENGTH) {
            // The JCE throws an unchecked exception for this.
            return null;
        }
        try {
            this.cipher.init(Cipher.DECRYPT_MODE, this.key, parameters(sealed.iv()));
            this.cipher.updateAAD(associatedData);
            return this.cipher.doFinal(sealed.data());
        } catch (GeneralSecurityException ex) {
            return null;
        }
    }

    /**
     * Seals a value under a new initialization vector.
     */
    SealedText seal(byte[] plaintext, String type, byte[] associatedData) {
        byte[] iv = new byte[IV_LENGTH];
        RANDOM.nextBytes(iv);
        try {
            this.cipher.init(Cipher.ENCRYPT_MODE, this.key, parameters(iv));
            this.cipher.updateAAD(associatedData);
            return new SealedText(this.cipher.doFinal(plaintext), iv, type);
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(
                    "AES/GCM/NoPadding refused a 32-byte key and a new initialization vector", ex);
        }
    }

    private static GCMParameterSpec parameters(byte[] iv) {
        return new GCMParameterSpec(SealedText.TAG_LENGTH * Byte.SIZE, iv);
    }
}
