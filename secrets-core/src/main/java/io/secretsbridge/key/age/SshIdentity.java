package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/** An SSH key that lies open, as an identity. */
final class SshIdentity extends Identity {

    private final SshPublicKey publicKey;

    private final RecipientStanzaReader reader;

    /** The scalar of an Ed25519 key; empty for RSA, whose numbers the JDK does not let us wipe. */
    private final byte[] scalar;

    private SshIdentity(SshPublicKey publicKey, RecipientStanzaReader reader, byte[] scalar) {
        this.publicKey = publicKey;
        this.reader = reader;
        this.scalar = scalar;
    }

    /** Makes an identity of an Ed25519 key; the caller wipes the seed. */
    static SshIdentity ofSeed(byte[] seed, SshPublicKey publicKey) throws GeneralSecurityException {
        byte[] scalar = SshEd25519.scalar(seed);
        return new SshIdentity(publicKey, SshEd25519.reader(publicKey, scalar), scalar);
    }

    /** Makes an identity of an RSA key, whose numbers are checked against each other. */
    static SshIdentity ofRsa(RSAPrivateCrtKeySpec key) throws GeneralSecurityException {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        BigInteger product = key.getPublicExponent().multiply(key.getPrivateExponent());
        if (!p.multiply(q).equals(key.getModulus()) || !isInverse(product, p) || !isInverse(product, q)) {
            throw new SshKeyException("damaged: its numbers are no RSA key");
        }
        SshPublicKey publicKey = SshPublicKey.ofRsa(key.getModulus(), key.getPublicExponent());
        SshRsa.spec(publicKey);
        PrivateKey rsa = KeyFactory.getInstance("RSA").generatePrivate(key);
        return new SshIdentity(publicKey, SshRsa.reader(publicKey, rsa), new byte[0]);
    }

    static SshIdentity ofRsa(RSAPrivateCrtKey key) throws GeneralSecurityException {
        return ofRsa(new RSAPrivateCrtKeySpec(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient()));
    }

    private static boolean isInverse(BigInteger product, BigInteger prime) {
        return prime.compareTo(BigInteger.TWO) > 0
                && product.mod(prime.subtract(BigInteger.ONE)).equals(BigInteger.ONE);
    }

    SshPublicKey publicKey() {
        return this.publicKey;
    }

    @Override
    RecipientStanzaReader reader() {
        return this.reader;
    }

    @Override
    String publicName() {
        return this.publicKey.publicName();
    }

    @Override
    boolean mayBeFor(AgeRecipient other) {
        return other.isSsh();
    }

    @Override
    public void close() {
        Arrays.fill(this.scalar, (byte) 0);
    }
}
