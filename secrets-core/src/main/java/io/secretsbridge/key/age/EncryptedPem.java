package io.secretsbridge.key.age;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A PEM block in the encryption of old OpenSSL: {@code Proc-Type: 4,ENCRYPTED} (RFC 1421), which says nothing of the public half. */
final class EncryptedPem {

    private final byte[] content;

    private final byte[] initializationVector;

    private final String algorithm;

    private final int keyLength;

    private EncryptedPem(byte[] content, byte[] initializationVector, String algorithm, int keyLength) {
        this.content = content;
        this.initializationVector = initializationVector;
        this.algorithm = algorithm;
        this.keyLength = keyLength;
    }

    static EncryptedPem of(Pem pem) throws InvalidKeyException {
        String[] information = pem.header("DEK-Info").split(",", -1);
        if (information.length != 2) {
            throw new SshKeyException("damaged: its header DEK-Info is broken");
        }
        byte[] vector;
        try {
            vector = HexFormat.of().parseHex(information[1].strip());
        } catch (IllegalArgumentException ex) {
            throw new SshKeyException("damaged: its header DEK-Info is broken");
        }
        EncryptedPem encrypted = switch (information[0].strip().toUpperCase(Locale.ROOT)) {
            case "AES-128-CBC" -> new EncryptedPem(pem.content(), vector, "AES", 16);
            case "AES-192-CBC" -> new EncryptedPem(pem.content(), vector, "AES", 24);
            case "AES-256-CBC" -> new EncryptedPem(pem.content(), vector, "AES", 32);
            case "DES-EDE3-CBC" -> new EncryptedPem(pem.content(), vector, "DESede", 24);
            default -> throw new SshKeyException("encrypted in a way that is not known here");
        };
        if (vector.length != (encrypted.algorithm.equals("AES") ? 16 : 8)) {
            throw new SshKeyException("damaged: its header DEK-Info is broken");
        }
        return encrypted;
    }

    /**
     * Decrypts; the caller wipes the result.
     *
     * @throws GeneralSecurityException when the passphrase is another
     * @throws LinkageError when Bouncy Castle is missing
     */
    byte[] decrypt(byte[] passphrase) throws GeneralSecurityException {
        byte[] key = BouncyCastle.opensslKey(passphrase, this.initializationVector, this.keyLength);
        try {
            Cipher cipher = Cipher.getInstance(this.algorithm + "/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, this.algorithm),
                    new IvParameterSpec(this.initializationVector));
            return cipher.doFinal(this.content);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
