package io.secretsbridge.key.age;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.generators.BCrypt;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * What the JDK does not have. The jar is optional, so every call may throw a {@link LinkageError}, and nothing else in this package
 * names its classes.
 */
final class BouncyCastle {

    /** What to do when the jar is missing. */
    static final String ADVICE = "Add org.bouncycastle:bcprov-jdk18on to the class path";

    private static final byte[] LABEL = "age-encryption.org/mlkem768x25519".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NOTHING = {};

    private static final int OPENSSL_SALT_LENGTH = 8;

    private BouncyCastle() {}

    /** Seals for a hybrid public key, and returns the ciphertext and the share. */
    static byte[][] hybridSeal(byte[] publicKey, byte[] secret) throws GeneralSecurityException {
        try {
            HPKE hpke = hybrid();
            return hpke.seal(hpke.deserializePublicKey(publicKey), LABEL, NOTHING, secret, null, null, null);
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException ex) {
            throw new InvalidKeyException("A public key that cannot be used", ex);
        }
    }

    /** Opens what was sealed for the key of a seed. */
    static byte[] hybridOpen(byte[] seed, byte[] share, byte[] ciphertext) throws GeneralSecurityException {
        try {
            HPKE hpke = hybrid();
            return hpke.open(
                    share, hpke.deserializePrivateKey(seed, null), LABEL, NOTHING, ciphertext, null, null, null);
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException ex) {
            throw new InvalidKeyException("Sealed for another key", ex);
        }
    }

    static byte[] hybridPublicKey(byte[] seed) {
        HPKE hpke = hybrid();
        return hpke.serializePublicKey(hpke.deserializePrivateKey(seed, null).getPublic());
    }

    private static HPKE hybrid() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }

    /** Derives the 32 bytes by which age seals for a passphrase. */
    static byte[] scrypt(byte[] passphrase, byte[] salt, int cost) {
        return SCrypt.generate(passphrase, salt, cost, 8, 1, 32);
    }

    /** Derives a key as OpenSSH does from a passphrase. */
    static byte[] bcryptPbkdf(byte[] passphrase, byte[] salt, int rounds, int length) {
        return BCrypt.pbkdfGenerate(passphrase, salt, rounds, length);
    }

    /** Derives a key as OpenSSL does for encrypted PEM files, with MD5 and one round. */
    static byte[] opensslKey(byte[] passphrase, byte[] initializationVector, int length) {
        PBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
        generator.init(passphrase, Arrays.copyOf(initializationVector, OPENSSL_SALT_LENGTH), 1);
        return ((KeyParameter) generator.generateDerivedParameters(length * Byte.SIZE)).getKey();
    }
}
