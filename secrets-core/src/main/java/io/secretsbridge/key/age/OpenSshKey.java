package io.secretsbridge.key.age;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A private key in the form {@code openssh-key-v1} (PROTOCOL.key of OpenSSH): the public half, which anybody can read, and the
 * private half, perhaps encrypted.
 */
final class OpenSshKey {

    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

    private static final String NONE = "none";

    private static final int KEY_LENGTH = 32;

    private static final int BLOCK_LENGTH = 16;

    /** 128 times the default of OpenSSH; without a limit a file could ask for months of work. */
    private static final int MAX_ROUNDS = 2048;

    private final String cipher;

    private final String derivation;

    private final byte[] derivationOptions;

    private final byte[] publicBlob;

    private final byte[] privateBlock;

    private OpenSshKey(
            String cipher, String derivation, byte[] derivationOptions, byte[] publicBlob, byte[] privateBlock) {
        this.cipher = cipher;
        this.derivation = derivation;
        this.derivationOptions = derivationOptions;
        this.publicBlob = publicBlob;
        this.privateBlock = privateBlock;
    }

    static OpenSshKey parse(byte[] content) throws InvalidKeyException {
        if (content.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(content, MAGIC.length))) {
            throw new SshKeyException("no openssh-key-v1");
        }
        SshReader fields = new SshReader(Arrays.copyOfRange(content, MAGIC.length, content.length));
        String cipher = fields.text();
        String derivation = fields.text();
        byte[] options = fields.bytes();
        if (fields.number() != 1) {
            throw new SshKeyException("a file with several keys");
        }
        OpenSshKey key = new OpenSshKey(cipher, derivation, options, fields.bytes(), fields.bytes());
        fields.end();
        return key;
    }

    boolean isLocked() {
        return !(this.cipher.equals(NONE) && this.derivation.equals(NONE));
    }

    SshPublicKey publicKey() throws InvalidKeyException {
        return SshPublicKey.ofBlob(this.publicBlob);
    }

    /** Reads a key that is not locked, and wipes what it was read from. */
    SshIdentity open() throws GeneralSecurityException {
        try {
            return identity(this.privateBlock);
        } finally {
            Arrays.fill(this.privateBlock, (byte) 0);
        }
    }

    /**
     * Reads a locked key.
     *
     * @throws GeneralSecurityException when the passphrase is another
     * @throws LinkageError when Bouncy Castle is missing
     */
    SshIdentity open(byte[] passphrase) throws GeneralSecurityException {
        byte[] plain = decrypt(passphrase);
        try {
            return identity(plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Checks, before anybody is asked for a passphrase, that it can be of use. */
    void checkLock() throws InvalidKeyException {
        if (!this.derivation.equals("bcrypt")) {
            throw new SshKeyException("locked with a key derivation other than bcrypt");
        }
        transformation();
        int rounds = rounds();
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw new SshKeyException("locked with more than " + MAX_ROUNDS + " rounds of bcrypt");
        }
    }

    private int rounds() throws InvalidKeyException {
        SshReader options = new SshReader(this.derivationOptions);
        if (options.bytes().length == 0) {
            throw new SshKeyException("damaged: there is no salt");
        }
        int rounds = options.number();
        options.end();
        return rounds;
    }

    private String transformation() throws InvalidKeyException {
        return switch (this.cipher) {
            case "aes256-ctr" -> "AES/CTR/NoPadding";
            case "aes256-cbc" -> "AES/CBC/NoPadding";
            default -> throw new SshKeyException("locked with a cipher other than aes256-ctr and aes256-cbc");
        };
    }

    private byte[] decrypt(byte[] passphrase) throws GeneralSecurityException {
        byte[] salt = new SshReader(this.derivationOptions).bytes();
        byte[] derived = BouncyCastle.bcryptPbkdf(passphrase, salt, rounds(), KEY_LENGTH + BLOCK_LENGTH);
        try {
            Cipher aes = Cipher.getInstance(transformation());
            aes.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(derived, 0, KEY_LENGTH, "AES"),
                    new IvParameterSpec(derived, KEY_LENGTH, BLOCK_LENGTH));
            return aes.doFinal(this.privateBlock);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static SshIdentity identity(byte[] block) throws GeneralSecurityException {
        SshReader fields = new SshReader(block);
        // The same number twice: what tells a right passphrase from a wrong one.
        int check = fields.number();
        if (check != fields.number()) {
            throw new SshKeyException("damaged: its check numbers differ");
        }
        return switch (fields.text()) {
            case SshEd25519.TYPE -> ed25519(fields);
            case SshRsa.TYPE -> rsa(fields);
            default -> throw new SshKeyException("of a kind that age does not know");
        };
    }

    private static SshIdentity ed25519(SshReader fields) throws GeneralSecurityException {
        byte[] point = fields.bytes();
        byte[] seedAndPoint = fields.bytes();
        byte[] seed = Arrays.copyOf(seedAndPoint, Curve25519.LENGTH);
        try {
            if (seedAndPoint.length != 2 * Curve25519.LENGTH
                    || !Arrays.equals(
                            point, Arrays.copyOfRange(seedAndPoint, Curve25519.LENGTH, 2 * Curve25519.LENGTH))) {
                throw new SshKeyException("damaged: its halves do not fit each other");
            }
            checkEnd(fields);
            return SshIdentity.ofSeed(seed, SshPublicKey.ofPoint(point));
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(seedAndPoint, (byte) 0);
        }
    }

    private static SshIdentity rsa(SshReader fields) throws GeneralSecurityException {
        BigInteger modulus = fields.integer();
        BigInteger publicExponent = fields.integer();
        BigInteger privateExponent = fields.integer();
        BigInteger coefficient = fields.integer();
        BigInteger p = fields.integer();
        BigInteger q = fields.integer();
        checkEnd(fields);
        if (p.compareTo(BigInteger.ONE) <= 0 || q.compareTo(BigInteger.ONE) <= 0) {
            throw new SshKeyException("damaged: its numbers are no RSA key");
        }
        return SshIdentity.ofRsa(new RSAPrivateCrtKeySpec(
                modulus,
                publicExponent,
                privateExponent,
                p,
                q,
                privateExponent.mod(p.subtract(BigInteger.ONE)),
                privateExponent.mod(q.subtract(BigInteger.ONE)),
                coefficient));
    }

    /** A comment, and padding that counts from 1. */
    private static void checkEnd(SshReader fields) throws InvalidKeyException {
        fields.bytes();
        byte[] padding = fields.rest();
        for (int i = 0; i < padding.length; i++) {
            if (padding[i] != (byte) (i + 1)) {
                throw new SshKeyException("damaged: its padding is wrong");
            }
        }
    }
}
