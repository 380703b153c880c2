package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.Passphrase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file with an SSH private key, in all forms that {@code sops} reads: OpenSSH's own, PKCS #1 and PKCS #8; the first two perhaps
 * protected by a passphrase.
 */
final class SshKeyFile {

    private static final String PREFIX = "-----BEGIN ";

    private static final String OPENSSH = "OPENSSH PRIVATE KEY";

    private static final String PKCS1 = "RSA PRIVATE KEY";

    private static final String PKCS8 = "PRIVATE KEY";

    private SshKeyFile() {}

    /** Returns whether this is meant to be an SSH key, and no age file or keys file. */
    static boolean isOne(byte[] content) {
        return startsWith(content, PREFIX) && !startsWith(content, PREFIX + "AGE");
    }

    private static boolean startsWith(byte[] content, String text) {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        return content.length >= expected.length
                && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
    }

    /**
     * Reads a key; the caller wipes the content.
     *
     * @param content the file's bytes
     * @param file the file, beside which the public half may lie; {@code null} when the key comes from a command
     * @param passphrase asks for the passphrase; {@code null} when a key must have none
     * @throws SecretsException with reason {@code INVALID_KEY}
     */
    static Identity parse(byte[] content, @Nullable Path file, @Nullable Passphrase passphrase) {
        try {
            Pem pem = Pem.parse(content);
            return switch (pem.label()) {
                case OPENSSH -> openSsh(OpenSshKey.parse(pem.content()), passphrase);
                case PKCS1 -> pkcs1(pem, file, passphrase);
                case PKCS8 -> wiped(pem, SshKeyFile::pkcs8);
                case "ENCRYPTED PRIVATE KEY" -> throw new SshKeyException("in a form that sops does not read either");
                default -> throw new SshKeyException("of a kind that age does not know");
            };
        } catch (SshKeyException ex) {
            throw invalid("it is " + ex.getMessage());
        } catch (GeneralSecurityException ex) {
            // Without the cause, whose message may say anything.
            throw invalid("it is damaged");
        }
    }

    private static SecretsException invalid(String why) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "the SSH private key cannot be used: " + why,
                "Use a key of ssh-keygen -t ed25519, or one of the type rsa");
    }

    private static Identity openSsh(OpenSshKey key, @Nullable Passphrase passphrase) throws GeneralSecurityException {
        if (!key.isLocked()) {
            return key.open();
        }
        Passphrase asked = required(passphrase);
        key.checkLock();
        return locked(key.publicKey(), key::open, asked);
    }

    private static LockedSshIdentity locked(
            SshPublicKey publicKey, LockedSshIdentity.Lock lock, Passphrase passphrase) {
        return new LockedSshIdentity(
                publicKey,
                (secret) -> {
                    try {
                        return lock.open(secret);
                    } catch (LinkageError ex) {
                        throw passphrase.unavailable(
                                "is protected by a passphrase, which needs Bouncy Castle", BouncyCastle.ADVICE);
                    }
                },
                passphrase);
    }

    private static Passphrase required(@Nullable Passphrase passphrase) {
        if (passphrase == null) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "the SSH private key is protected by a passphrase, which is not possible here",
                    "Let the command print a key without a passphrase");
        }
        return passphrase;
    }

    private static Identity pkcs1(Pem pem, @Nullable Path file, @Nullable Passphrase passphrase)
            throws GeneralSecurityException {
        if (!pem.header("Proc-Type").contains("ENCRYPTED")) {
            return wiped(pem, SshKeyFile::pkcs1);
        }
        Passphrase asked = required(passphrase);
        EncryptedPem encrypted = EncryptedPem.of(pem);
        return locked(publicKey(file), (secret) -> wiped(encrypted.decrypt(secret), SshKeyFile::pkcs1), asked);
    }

    /** Reads the public half, which this form of a private key does not show. */
    private static SshPublicKey publicKey(@Nullable Path file) throws InvalidKeyException {
        if (file == null) {
            throw new SshKeyException("protected by a passphrase");
        }
        Path beside = Path.of(file + ".pub");
        String text;
        try {
            text = new String(KeyFile.read(beside, true), StandardCharsets.UTF_8);
        } catch (SecretsException ex) {
            throw new SshKeyException("without its public half in " + beside + ": " + ex.problem(), ex);
        }
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                return SshPublicKey.parse(line);
            }
        }
        throw new SshKeyException("without its public half in " + beside);
    }

    /** Reads a key out of its encoded form. */
    private interface Decoder {

        SshIdentity decode(byte[] der) throws GeneralSecurityException;
    }

    private static SshIdentity wiped(Pem pem, Decoder decoder) throws GeneralSecurityException {
        return wiped(pem.content(), decoder);
    }

    private static SshIdentity wiped(byte[] der, Decoder decoder) throws GeneralSecurityException {
        try {
            return decoder.decode(der);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static SshIdentity pkcs1(byte[] der) throws GeneralSecurityException {
        byte[] wrapped = Pkcs1.toPkcs8(der);
        try {
            return rsa(wrapped);
        } finally {
            Arrays.fill(wrapped, (byte) 0);
        }
    }

    private static SshIdentity rsa(byte[] der) throws GeneralSecurityException {
        if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                instanceof RSAPrivateCrtKey key) {
            return SshIdentity.ofRsa(key);
        }
        throw new SshKeyException("without its primes");
    }

    private static SshIdentity pkcs8(byte[] der) throws GeneralSecurityException {
        byte[] seed;
        try {
            seed = ((EdECPrivateKey) KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)))
                    .getBytes()
                    .orElseThrow(() -> new SshKeyException("empty"));
        } catch (SshKeyException ex) {
            throw ex;
        } catch (GeneralSecurityException ex) {
            return rsa(der);
        }
        try {
            return SshIdentity.ofSeed(seed, SshPublicKey.ofPoint(point(seed)));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Returns the public point of a seed. The JDK computes it only for a key that it makes itself, out of a seed that it asks for. */
    private static byte[] point(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(Curve25519.BITS, new Fixed(seed));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - Curve25519.LENGTH, encoded.length);
    }

    private static final class Fixed extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient byte[] seed;

        private Fixed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(this.seed, 0, bytes, 0, bytes.length);
        }
    }
}
