package io.secretsbridge.mount;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether two contents are the same. The hash is keyed with a key that lives as long as this process, because the
 * plain hash of a short password gives the password away.
 */
final class Fingerprint {

    private static final SecretKeySpec KEY = newKey();

    private final byte[] hash;

    private Fingerprint(byte[] hash) {
        this.hash = hash;
    }

    static Fingerprint of(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(KEY);
            return new Fingerprint(mac.doFinal(content));
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
        }
    }

    private static SecretKeySpec newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "HmacSHA256");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && MessageDigest.isEqual(this.hash, that.hash);
    }

    @Override
    public int hashCode() {
        return (this.hash[0] & 0xff) << 8 | (this.hash[1] & 0xff);
    }

    @Override
    public String toString() {
        return "Fingerprint";
    }
}
