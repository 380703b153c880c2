package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import com.exceptionfactory.jagged.framework.crypto.FileKeyEncryptorFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Stanzas of the type {@code ssh-ed25519}: X25519 with the key taken to Montgomery form, and a tweak that ties the shared secret to
 * the SSH key.
 */
final class SshEd25519 {

    static final String TYPE = "ssh-ed25519";

    private static final String LABEL = "age-encryption.org/v1/ssh-ed25519";

    private static final SecureRandom RANDOM = new SecureRandom();

    private SshEd25519() {}

    static RecipientStanzaWriter writer(SshPublicKey key) throws GeneralSecurityException {
        byte[] theirs = Curve25519.toMontgomery(key.point());
        return (fileKey) -> {
            byte[] scalar = new byte[Curve25519.LENGTH];
            RANDOM.nextBytes(scalar);
            byte[] share = Curve25519.publicPoint(scalar);
            byte[] shared = Curve25519.multiply(scalar, theirs);
            Arrays.fill(scalar, (byte) 0);
            CipherKey wrapKey = wrapKey(key, shared, share, theirs);
            byte[] body = new FileKeyEncryptorFactory()
                    .newFileKeyEncryptor()
                    .getEncryptedFileKey(fileKey, wrapKey)
                    .getEncoded();
            wrapKey.destroy();
            return List.of(new Stanza(TYPE, List.of(key.hint(), Stanza.encode(share)), body));
        };
    }

    /** Returns a reader that works with the scalar as it stands, until its owner wipes it. */
    static RecipientStanzaReader reader(SshPublicKey key, byte[] scalar) throws GeneralSecurityException {
        byte[] ours = Curve25519.toMontgomery(key.point());
        return key.reader((stanza) -> open(key, scalar, ours, stanza));
    }

    private static FileKey open(SshPublicKey key, byte[] scalar, byte[] ours, RecipientStanza stanza)
            throws GeneralSecurityException {
        byte[] share = share(stanza);
        byte[] shared = Curve25519.multiply(scalar, share);
        CipherKey wrapKey = wrapKey(key, shared, share, ours);
        try {
            return new FileKeyDecryptorFactory()
                    .newFileKeyDecryptor()
                    .getFileKey(new EncryptedFileKey(stanza.getBody()), wrapKey);
        } finally {
            wrapKey.destroy();
        }
    }

    private static byte[] share(RecipientStanza stanza) throws InvalidKeyException {
        List<String> arguments = stanza.getArguments();
        if (arguments.size() == 2) {
            try {
                byte[] share = Base64.getDecoder().decode(arguments.get(1));
                if (share.length == Curve25519.LENGTH && Stanza.encode(share).equals(arguments.get(1))) {
                    return share;
                }
            } catch (IllegalArgumentException ex) {
                throw new InvalidKeyException("A share that is no base64", ex);
            }
        }
        throw new InvalidKeyException("A stanza with other arguments than it must have");
    }

    /** Wipes the shared secret. */
    private static CipherKey wrapKey(SshPublicKey key, byte[] shared, byte[] share, byte[] recipient)
            throws GeneralSecurityException {
        byte[] tweak = Hkdf.derive(new byte[0], key.blob(), LABEL);
        byte[] tweaked = Curve25519.multiply(tweak, shared);
        byte[] salt = ByteBuffer.allocate(2 * Curve25519.LENGTH)
                .put(share)
                .put(recipient)
                .array();
        try {
            // Jagged takes the array over: wiping it here would make the key all zeros.
            return new CipherKey(Hkdf.derive(tweaked, salt, LABEL));
        } finally {
            Arrays.fill(shared, (byte) 0);
            Arrays.fill(tweaked, (byte) 0);
        }
    }

    /** Returns the scalar of an Ed25519 seed (RFC 8032, section 5.1.5); the JDK's X25519 clamps it. */
    static byte[] scalar(byte[] seed) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(seed);
        try {
            return Arrays.copyOf(digest, Curve25519.LENGTH);
        } finally {
            Arrays.fill(digest, (byte) 0);
        }
    }
}
