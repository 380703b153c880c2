package io.secretsbridge.pgp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.bcpg.BCPGKey;
import org.bouncycastle.bcpg.ECPublicBCPGKey;
import org.bouncycastle.bcpg.ECSecretBCPGKey;
import org.bouncycastle.bcpg.ElGamalPublicBCPGKey;
import org.bouncycastle.bcpg.ElGamalSecretBCPGKey;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.bcpg.RSASecretBCPGKey;
import org.bouncycastle.bcpg.S2K;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.OCBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.gpg.PGPSecretKeyParser;
import org.bouncycastle.gpg.SExpression;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code private-keys-v1.d}, in which the agent of gpg keeps one secret key. It says nothing of OpenPGP: which (sub-)key it
 * belongs to shows by the numbers of the public half.
 */
final class AgentKey {

    private static final int MAX_DEPTH = 10;

    private static final int TAG_BITS = 128;

    /** The one way in which gpg since 2.1.12 protects keys. */
    private static final String PROTECTION = "openpgp-s2k3-ocb-aes";

    private static final String PROTECTED = "protected";

    private static final String ESCAPES = "btvnfr";

    private static final byte[] ESCAPED = {'\b', '\t', 0x0B, '\n', '\f', '\r'};

    private final SExpression key;

    private final boolean locked;

    private AgentKey(SExpression key, boolean locked) {
        this.key = key;
        this.locked = locked;
    }

    /**
     * Reads a file.
     *
     * @return the key, or {@code null} when the secret is elsewhere, on a card, or protected in another way
     * @throws IOException or any runtime exception when it is damaged
     */
    static @Nullable AgentKey read(byte[] content) throws IOException {
        SExpression file = PGPSecretKeyParser.parse(
                        new BufferedInputStream(new ByteArrayInputStream(content)), MAX_DEPTH)
                .getKeyExpression();
        SExpression key = file.getExpression(1);
        return switch (file.getString(0)) {
            case "private-key" -> new AgentKey(key, false);
            case "protected-private-key" -> {
                SExpression protection = key.getExpressionWithLabel(PROTECTED);
                yield (protection != null && protection.getString(1).equals(PROTECTION))
                        ? new AgentKey(key, true)
                        : null;
            }
            default -> null;
        };
    }

    boolean isLocked() {
        return this.locked;
    }

    boolean belongsTo(PGPPublicKey publicKey) {
        BCPGKey numbers = publicKey.getPublicKeyPacket().getKey();
        if (numbers instanceof RSAPublicBCPGKey rsa) {
            return this.key.hasLabel("rsa") && rsa.getModulus().equals(number(this.key, "n"));
        }
        if (numbers instanceof ECPublicBCPGKey ec) {
            return this.key.hasLabel("ecc") && ec.getEncodedPoint().equals(number(this.key, "q"));
        }
        return numbers instanceof ElGamalPublicBCPGKey elGamal
                && this.key.hasLabel("elg")
                && elGamal.getY().equals(number(this.key, "y"));
    }

    private static BigInteger number(SExpression key, String name) {
        return new BigInteger(1, bytes(key.getExpressionWithLabelOrFail(name), 1));
    }

    /**
     * Returns a value that Bouncy Castle leaves as it is when the agent wrote it in quotes, which it does for bytes that are mostly
     * printable.
     */
    private static byte[] bytes(SExpression expression, int index) {
        if (expression.getValue(index) instanceof byte[] bytes) {
            return bytes;
        }
        String quoted = expression.getString(index);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < quoted.length(); i++) {
            char character = quoted.charAt(i);
            if (character != '\\') {
                bytes.write(character);
            } else if (quoted.charAt(++i) == 'x') {
                bytes.write(Integer.parseInt(quoted, i + 1, i + 3, 16));
                i += 2;
            } else {
                int escape = ESCAPES.indexOf(quoted.charAt(i));
                bytes.write((escape < 0) ? quoted.charAt(i) : ESCAPED[escape]);
            }
        }
        return bytes.toByteArray();
    }

    /** Returns the secret key as the other half of a public one. */
    PGPPrivateKey open(PGPPublicKey publicKey, char[] passphrase) throws PGPException, IOException {
        SExpression secret = this.locked ? decrypt(passphrase) : this.key;
        BCPGKey numbers;
        if (this.key.hasLabel("rsa")) {
            numbers = new RSASecretBCPGKey(number(secret, "d"), number(secret, "p"), number(secret, "q"));
        } else if (this.key.hasLabel("ecc")) {
            numbers = new ECSecretBCPGKey(number(secret, "d"));
        } else {
            numbers = new ElGamalSecretBCPGKey(number(secret, "x"));
        }
        return new PGPPrivateKey(publicKey.getKeyID(), publicKey.getPublicKeyPacket(), numbers);
    }

    /** The form is that of GnuPG's file agent/keyformat.txt; all but the protected part is authenticated with it. */
    private SExpression decrypt(char[] passphrase) throws PGPException, IOException {
        SExpression protection = this.key.getExpressionWithLabelOrFail(PROTECTED);
        SExpression parameters = protection.getExpression(2);
        SExpression s2k = parameters.getExpression(0);
        byte[] wrappingKey = new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
                .build(passphrase)
                .makeKeyFromPassPhrase(
                        SymmetricKeyAlgorithmTags.AES_128,
                        S2K.saltedAndIteratedS2K(
                                PGPUtil.getDigestIDForName(s2k.getString(0)), bytes(s2k, 1), s2k.getInt(2)));
        byte[] sealed = bytes(protection, 3);
        OCBBlockCipher cipher = new OCBBlockCipher(AESEngine.newInstance(), AESEngine.newInstance());
        byte[] plain = new byte[sealed.length];
        try {
            cipher.init(
                    false,
                    new AEADParameters(
                            new KeyParameter(wrappingKey),
                            TAG_BITS,
                            bytes(parameters, 1),
                            this.key.filterOut(PROTECTED).toCanonicalForm()));
            int length = cipher.processBytes(sealed, 0, sealed.length, plain, 0);
            cipher.doFinal(plain, length);
            return SExpression.parse(plain, MAX_DEPTH).getExpression(0);
        } catch (InvalidCipherTextException ex) {
            throw new PGPException("Another passphrase", ex);
        } finally {
            Arrays.fill(wrappingKey, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "AgentKey";
    }
}
