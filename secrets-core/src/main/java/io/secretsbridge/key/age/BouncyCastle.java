package io.secretsbridge.key.age;

import java.util.Arrays;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.generators.BCrypt;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * What the JDK does not have. The jar is optional, so every call may throw a {@link LinkageError}, and nothing else in this package
 * names its classes.
 */
final class BouncyCastle {

    /** What to do when the jar is missing. */
    static final String ADVICE = "Add org.bouncycastle:bcprov-jdk18on to the class path";

    private static final int OPENSSL_SALT_LENGTH = 8;

    private BouncyCastle() {}

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
