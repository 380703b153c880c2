package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret half of an age X25519 key pair: what opens files that were sealed for its recipient. Never prints itself; its text is
 * wiped by {@link #close()}, as far as the JVM allows.
 */
public final class AgeIdentity extends Identity {

    static final String PREFIX = "AGE-SECRET-KEY-1";

    private final char[] text;

    private final RecipientStanzaReader reader;

    private @Nullable String recipient;

    private boolean closed;

    private AgeIdentity(char[] text, RecipientStanzaReader reader) {
        this.text = text;
        this.reader = reader;
    }

    /**
     * Makes a new key pair.
     *
     * @return the identity, which the caller closes
     */
    public static AgeIdentity generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            byte[] encoded = pair.getPrivate().getEncoded();
            char[] text = new char[encoded.length];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) encoded[i];
            }
            Arrays.fill(encoded, (byte) 0);
            return parse(text);
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("This Java has no X25519", ex);
        }
    }

    /** Reads an identity; takes the characters over, and wipes them also when they are none. */
    static AgeIdentity parse(char[] text) {
        try {
            return new AgeIdentity(
                    text, X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(CharBuffer.wrap(text)));
        } catch (GeneralSecurityException | RuntimeException ex) {
            Arrays.fill(text, '\0');
            // Without the cause, whose message may name characters of the identity.
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "an age identity is damaged or cut off",
                    "Copy the whole line that starts with " + PREFIX + " again");
        }
    }

    /**
     * Returns the public half, which others seal files for.
     *
     * @return the recipient, {@code age1…}
     * @throws IllegalStateException when the identity was closed before the recipient was first asked for
     */
    public synchronized String recipient() {
        // Made when it is asked for: a scalar multiplication, which opening a file with the only identity does not
        // need.
        if (this.recipient == null) {
            char[] secret = exposeText();
            byte[] encoded = ascii(secret);
            Arrays.fill(secret, '\0');
            try {
                byte[] translated = new X25519KeyFactory()
                        .translateKey(new SecretKeySpec(encoded, "X25519"))
                        .getEncoded();
                this.recipient = new String(translated, StandardCharsets.US_ASCII);
            } catch (GeneralSecurityException ex) {
                throw new IllegalStateException("An age identity that was read has no recipient");
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        }
        return this.recipient;
    }

    private static byte[] ascii(char[] text) {
        byte[] encoded = new byte[text.length];
        for (int i = 0; i < text.length; i++) {
            encoded[i] = (byte) text[i];
        }
        return encoded;
    }

    /**
     * Returns a copy of the secret text, which the caller wipes after use.
     *
     * @return the characters, {@code AGE-SECRET-KEY-1…}
     * @throws IllegalStateException when the identity was closed
     */
    public synchronized char[] exposeText() {
        if (this.closed) {
            throw new IllegalStateException("The age identity is closed");
        }
        return this.text.clone();
    }

    @Override
    RecipientStanzaReader reader() {
        return this.reader;
    }

    @Override
    String publicName() {
        return recipient();
    }

    @Override
    boolean mayBeFor(AgeRecipient other) {
        return recipient().equals(other.text());
    }

    /** Wipes the text. */
    @Override
    public synchronized void close() {
        this.closed = true;
        Arrays.fill(this.text, '\0');
    }

    @Override
    public String toString() {
        return "AgeIdentity";
    }
}
