package io.secretsbridge.key.age;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869) over the HMAC of the JDK, for keys of 32 bytes: one block. */
final class Hkdf {

    private static final String ALGORITHM = "HmacSHA256";

    private Hkdf() {}

    static byte[] derive(byte[] secret, byte[] salt, String info) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(salt, ALGORITHM));
        byte[] extracted = mac.doFinal(secret);
        try {
            mac.init(new SecretKeySpec(extracted, ALGORITHM));
            mac.update(info.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 1);
            return mac.doFinal();
        } finally {
            Arrays.fill(extracted, (byte) 0);
        }
    }
}
