package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The public half of an SSH key, of a type that age knows: {@code ssh-ed25519} or {@code ssh-rsa}.
 */
final class SshPublicKey {

    /** Opens one stanza that may be for this key. */
    interface StanzaOpener {

        FileKey open(RecipientStanza stanza) throws GeneralSecurityException;
    }

    /** A short hint at the key in a header, by which an identity finds its stanzas. It may collide. */
    private static final int HINT_LENGTH = 4;

    private final String type;

    private final byte[] blob;

    private SshPublicKey(String type, byte[] blob) {
        this.type = type;
        this.blob = blob;
    }

    /**
     * Reads a key.
     *
     * @param line the type, the base64 form and perhaps a comment
     */
    static SshPublicKey parse(String line) throws InvalidKeyException {
        String[] words = line.strip().split("[ \t]+", 3);
        if (words.length < 2) {
            throw new SshKeyException("no SSH public key");
        }
        SshPublicKey key;
        try {
            key = ofBlob(Base64.getDecoder().decode(words[1]));
        } catch (IllegalArgumentException ex) {
            throw new SshKeyException("no base64", ex);
        }
        if (!key.type.equals(words[0])) {
            throw new SshKeyException("a key of another type than it says");
        }
        return key;
    }

    /** Reads the binary form and checks all of it. */
    static SshPublicKey ofBlob(byte[] blob) throws InvalidKeyException {
        String type = new SshReader(blob).text();
        SshPublicKey key = new SshPublicKey(type, blob);
        switch (type) {
            case SshEd25519.TYPE -> {
                Curve25519.toMontgomery(key.point());
                return key;
            }
            case SshRsa.TYPE -> {
                RSAPublicKeySpec rsa = SshRsa.spec(key);
                // Numbers written with leading zeros would give another hint than age has.
                return ofRsa(rsa.getModulus(), rsa.getPublicExponent());
            }
            default -> throw new SshKeyException("of a kind that age does not know");
        }
    }

    static SshPublicKey ofPoint(byte[] point) throws InvalidKeyException {
        return ofBlob(join(SshEd25519.TYPE.getBytes(StandardCharsets.US_ASCII), point));
    }

    static SshPublicKey ofRsa(BigInteger modulus, BigInteger exponent) {
        byte[] type = SshRsa.TYPE.getBytes(StandardCharsets.US_ASCII);
        return new SshPublicKey(SshRsa.TYPE, join(type, exponent.toByteArray(), modulus.toByteArray()));
    }

    private static byte[] join(byte[]... fields) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            joined.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
            joined.writeBytes(field);
        }
        return joined.toByteArray();
    }

    String type() {
        return this.type;
    }

    byte[] blob() {
        return this.blob.clone();
    }

    /** Returns the point of an Ed25519 key. */
    byte[] point() throws InvalidKeyException {
        SshReader fields = fields();
        byte[] point = fields.bytes();
        fields.end();
        return point;
    }

    /** Returns what follows the type. */
    SshReader fields() throws InvalidKeyException {
        SshReader reader = new SshReader(this.blob);
        reader.text();
        return reader;
    }

    RecipientStanzaWriter writer() throws GeneralSecurityException {
        return this.type.equals(SshRsa.TYPE) ? SshRsa.writer(this) : SshEd25519.writer(this);
    }

    /** Returns the first argument of this key's stanzas. */
    String hint() throws GeneralSecurityException {
        return Stanza.encode(Arrays.copyOf(digest(), HINT_LENGTH));
    }

    /** Returns a reader that tries the stanzas which hint at this key; more than one may. */
    RecipientStanzaReader reader(StanzaOpener opener) {
        return (stanzas) -> {
            for (RecipientStanza stanza : stanzas) {
                try {
                    if (isHintedBy(stanza)) {
                        return opener.open(stanza);
                    }
                } catch (GeneralSecurityException ex) {
                    // A stanza for another key with the same hint, as far as anybody can tell.
                }
            }
            throw Stanza.noMatch();
        };
    }

    boolean isHintedBy(RecipientStanza stanza) throws GeneralSecurityException {
        List<String> arguments = stanza.getArguments();
        return stanza.getType().equals(this.type)
                && !arguments.isEmpty()
                && arguments.get(0).equals(hint());
    }

    /** Returns the type and the fingerprint that {@code ssh-keygen -l} shows. */
    String publicName() {
        try {
            return this.type + " SHA256:" + Stanza.encode(digest());
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("This Java has no SHA-256", ex);
        }
    }

    private byte[] digest() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(this.blob);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshPublicKey that && Arrays.equals(this.blob, that.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(this.blob);
    }

    @Override
    public String toString() {
        return publicName();
    }
}
