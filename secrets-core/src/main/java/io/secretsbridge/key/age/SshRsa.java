package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Stanzas of the type {@code ssh-rsa}: RSA-OAEP with SHA-256 and a label. */
final class SshRsa {

    static final String TYPE = "ssh-rsa";

    /** The longest modulus that {@code ssh-keygen} makes; a longer one would be meant to cost time. */
    static final int MAX_BITS = 16384;

    /** What age demands of a recipient. */
    private static final int MIN_BITS = 2048;

    private static final int MAX_EXPONENT_BITS = 24;

    private static final OAEPParameterSpec OAEP = new OAEPParameterSpec(
            "SHA-256",
            "MGF1",
            MGF1ParameterSpec.SHA256,
            new PSource.PSpecified("age-encryption.org/v1/ssh-rsa".getBytes(StandardCharsets.US_ASCII)));

    private SshRsa() {}

    /** Returns the numbers of a key and checks them. */
    static RSAPublicKeySpec spec(SshPublicKey key) throws InvalidKeyException {
        SshReader fields = key.fields();
        BigInteger exponent = fields.integer();
        BigInteger modulus = fields.integer();
        fields.end();
        if (modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
            throw new SshKeyException("an RSA key of " + modulus.bitLength() + " bits, which is not between " + MIN_BITS
                    + " and " + MAX_BITS);
        }
        if (!exponent.testBit(0)
                || exponent.compareTo(BigInteger.valueOf(3)) < 0
                || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw new SshKeyException("an RSA key with an exponent that nobody uses");
        }
        return new RSAPublicKeySpec(modulus, exponent);
    }

    static RecipientStanzaWriter writer(SshPublicKey key) throws GeneralSecurityException {
        PublicKey rsa = KeyFactory.getInstance("RSA").generatePublic(spec(key));
        return (fileKey) -> {
            byte[] secret = fileKey.getEncoded();
            try {
                byte[] body = cipher(Cipher.ENCRYPT_MODE, rsa).doFinal(secret);
                return List.of(new Stanza(TYPE, List.of(key.hint()), body));
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        };
    }

    static RecipientStanzaReader reader(SshPublicKey key, PrivateKey rsa) {
        return key.reader((stanza) -> open(rsa, stanza));
    }

    private static FileKey open(PrivateKey rsa, RecipientStanza stanza) throws GeneralSecurityException {
        byte[] secret = cipher(Cipher.DECRYPT_MODE, rsa).doFinal(stanza.getBody());
        try {
            // Jagged takes the array over.
            return new FileKey(secret);
        } catch (IllegalArgumentException ex) {
            throw new BadPaddingException("A file key of the wrong length");
        }
    }

    private static Cipher cipher(int mode, Key key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(mode, key, OAEP);
        return cipher;
    }
}
