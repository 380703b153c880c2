package io.secretsbridge.key.age;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * What takes an Ed25519 key to X25519. The multiplication is the JDK's; the map between the two forms of the curve is
 * {@code u = (1 + y) / (1 - y)} of RFC 7748, section 4.1, and concerns public keys only.
 */
final class Curve25519 {

    /** The length in bytes of a point and of a scalar. */
    static final int LENGTH = 32;

    /** What the JDK calls the size of the curve. */
    static final int BITS = 255;

    private static final String ALGORITHM = "X25519";

    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** The constant d of the Edwards form, RFC 7748, section 4.1. */
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(PRIME))
            .mod(PRIME);

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private Curve25519() {}

    /** Returns the Montgomery form of an Edwards point, which is checked to be one. */
    static byte[] toMontgomery(byte[] point) throws InvalidKeyException {
        if (point.length != LENGTH) {
            throw new SshKeyException("damaged: a point has the wrong length");
        }
        byte[] withoutSign = point.clone();
        withoutSign[LENGTH - 1] &= 0x7f;
        BigInteger y = number(withoutSign).mod(PRIME);
        BigInteger square = y.multiply(y).mod(PRIME);
        BigInteger numerator = square.subtract(BigInteger.ONE);
        BigInteger denominator = D.multiply(square).add(BigInteger.ONE).mod(PRIME);
        // There is an x on the curve when x² = numerator / denominator is a square; the product is one exactly when the
        // quotient is.
        BigInteger symbol = numerator
                .multiply(denominator)
                .mod(PRIME)
                .modPow(PRIME.subtract(BigInteger.ONE).shiftRight(1), PRIME);
        if (symbol.compareTo(BigInteger.ONE) > 0 || y.equals(BigInteger.ONE)) {
            throw new SshKeyException("damaged: it is no point of the curve");
        }
        BigInteger u = BigInteger.ONE
                .add(y)
                .multiply(BigInteger.ONE.subtract(y).modInverse(PRIME))
                .mod(PRIME);
        return bytes(u);
    }

    /** Multiplies a point, in Montgomery form, by a scalar: X25519 of RFC 7748. */
    static byte[] multiply(byte[] scalar, byte[] u) throws GeneralSecurityException {
        byte[] masked = u.clone();
        masked[LENGTH - 1] &= 0x7f;
        return agree(scalar, number(masked));
    }

    /** Returns the public half of a scalar. */
    static byte[] publicPoint(byte[] scalar) throws GeneralSecurityException {
        return agree(scalar, BASE_POINT);
    }

    private static byte[] agree(byte[] scalar, BigInteger u) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
        agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
        XECPublicKey point = (XECPublicKey) keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
        agreement.doPhase(point, true);
        return agreement.generateSecret();
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[LENGTH];
        byte[] bigEndian = number.toByteArray();
        for (int i = 0; i < LENGTH && i < bigEndian.length; i++) {
            bytes[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return bytes;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
