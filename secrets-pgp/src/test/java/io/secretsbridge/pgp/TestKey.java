package io.secretsbridge.pgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.KeyGenerationParameters;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** A PGP key made for a test, by Bouncy Castle: a primary key that signs, and sub-keys that encrypt. */
final class TestKey {

    /** How keys are made. */
    enum Kind {
        RSA,
        CURVE_25519
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Duration AGE = Duration.ofDays(10);

    private final PGPSecretKeyRing secretKeys;

    private final PGPPublicKeyRing publicKeys;

    private TestKey(PGPSecretKeyRing secretKeys, PGPPublicKeyRing publicKeys) {
        this.secretKeys = secretKeys;
        this.publicKeys = publicKeys;
    }

    static TestKey of(Kind kind) {
        return new Builder(kind).subKey(Duration.ZERO).build();
    }

    static Builder builder(Kind kind) {
        return new Builder(kind);
    }

    /** Says what the key is like. */
    static final class Builder {

        private final Kind kind;

        private final List<Duration> subKeys = new ArrayList<>();

        private Duration life = Duration.ZERO;

        private char[] passphrase = {};

        private boolean revoked;

        private Builder(Kind kind) {
            this.kind = kind;
        }

        /** Lets the primary key end so long after it was made, ten days ago. */
        Builder life(Duration ended) {
            this.life = ended;
            return this;
        }

        /** Adds a sub-key that ends so long after it was made, never for zero; each is an hour younger than the one before. */
        Builder subKey(Duration ended) {
            this.subKeys.add(ended);
            return this;
        }

        Builder passphrase(String text) {
            this.passphrase = text.toCharArray();
            return this;
        }

        Builder revoked() {
            this.revoked = true;
            return this;
        }

        TestKey build() {
            try {
                return make();
            } catch (PGPException ex) {
                throw new IllegalStateException(ex);
            }
        }

        private TestKey make() throws PGPException {
            Instant made = Instant.now().minus(AGE);
            PGPKeyPair primary = this.kind == Kind.RSA
                    ? pair(PublicKeyAlgorithmTags.RSA_GENERAL, rsa(), made)
                    : pair(
                            PublicKeyAlgorithmTags.EDDSA_LEGACY,
                            generate(new Ed25519KeyPairGenerator(), new Ed25519KeyGenerationParameters(RANDOM)),
                            made);
            PGPKeyRingGenerator generator = new PGPKeyRingGenerator(
                    PGPSignature.POSITIVE_CERTIFICATION,
                    primary,
                    "Test <test@example.com>",
                    new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                    flags(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, this.life, made),
                    null,
                    signer(primary),
                    encryptor());
            for (Duration end : this.subKeys) {
                made = made.plus(Duration.ofHours(1));
                generator.addSubKey(
                        this.kind == Kind.RSA
                                ? pair(PublicKeyAlgorithmTags.RSA_GENERAL, rsa(), made)
                                : pair(
                                        PublicKeyAlgorithmTags.ECDH,
                                        generate(
                                                new X25519KeyPairGenerator(),
                                                new X25519KeyGenerationParameters(RANDOM)),
                                        made),
                        flags(KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE, end, made),
                        null);
            }
            PGPPublicKeyRing publicKeys = generator.generatePublicKeyRing();
            return new TestKey(
                    generator.generateSecretKeyRing(), this.revoked ? revoke(publicKeys, primary) : publicKeys);
        }

        private static PGPPublicKeyRing revoke(PGPPublicKeyRing ring, PGPKeyPair primary) throws PGPException {
            PGPSignatureGenerator generator = new PGPSignatureGenerator(signer(primary), primary.getPublicKey());
            generator.init(PGPSignature.KEY_REVOCATION, primary.getPrivateKey());
            PGPPublicKey revoked = PGPPublicKey.addCertification(
                    ring.getPublicKey(), generator.generateCertification(ring.getPublicKey()));
            return PGPPublicKeyRing.insertPublicKey(ring, revoked);
        }

        private PBESecretKeyEncryptor encryptor() throws PGPException {
            return (this.passphrase.length == 0)
                    ? null
                    : new BcPBESecretKeyEncryptorBuilder(
                                    SymmetricKeyAlgorithmTags.AES_256,
                                    new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA256),
                                    96)
                            .build(this.passphrase);
        }

        private static PGPSignatureSubpacketVector flags(int flags, Duration life, Instant made) {
            PGPSignatureSubpacketGenerator generator = new PGPSignatureSubpacketGenerator();
            generator.setSignatureCreationTime(Date.from(made));
            generator.setKeyFlags(flags);
            if (!life.isZero()) {
                generator.setKeyExpirationTime(life.toSeconds());
            }
            return generator.generate();
        }

        private static BcPGPContentSignerBuilder signer(PGPKeyPair primary) {
            return new BcPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256);
        }

        private static PGPKeyPair pair(int algorithm, AsymmetricCipherKeyPair keys, Instant made) throws PGPException {
            return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, algorithm, keys, Date.from(made));
        }

        private static AsymmetricCipherKeyPair rsa() {
            return generate(
                    new RSAKeyPairGenerator(),
                    new RSAKeyGenerationParameters(BigInteger.valueOf(65537), RANDOM, 2048, 80));
        }

        private static AsymmetricCipherKeyPair generate(
                AsymmetricCipherKeyPairGenerator generator, KeyGenerationParameters parameters) {
            generator.init(parameters);
            return generator.generateKeyPair();
        }
    }

    PGPSecretKeyRing secretKeys() {
        return this.secretKeys;
    }

    PGPPublicKeyRing publicKeys() {
        return this.publicKeys;
    }

    String fingerprint() {
        return Fingerprint.hex(this.publicKeys.getPublicKey().getFingerprint());
    }

    /** Returns a sub-key, counted from 0. */
    PGPPublicKey subKeyOf(int index) {
        List<PGPPublicKey> keys = new ArrayList<>();
        this.publicKeys.getPublicKeys().forEachRemaining(keys::add);
        return keys.get(index + 1);
    }

    /** Returns the fingerprint of a sub-key. */
    String subKey(int index) {
        return Fingerprint.hex(subKeyOf(index).getFingerprint());
    }

    Path writeSecret(Path file) {
        return write(file, true, true);
    }

    Path writePublic(Path file) {
        return write(file, false, true);
    }

    /** Writes the key to a file that only its owner can read. */
    Path write(Path file, boolean secret, boolean armoured) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.write(file, armoured ? armour(encoded(secret)) : encoded(secret));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private byte[] encoded(boolean secret) throws IOException {
        return secret ? this.secretKeys.getEncoded() : this.publicKeys.getEncoded();
    }

    static byte[] armour(byte[] packets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArmoredOutputStream armour = ArmoredOutputStream.builder().build(out)) {
            armour.write(packets);
        }
        return out.toByteArray();
    }
}
