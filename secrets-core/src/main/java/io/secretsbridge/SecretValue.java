package io.secretsbridge;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A secret: some bytes that show only when asked by a method whose name starts with {@code expose}. Neither
 * {@code toString()}, nor a debugger's default view of it, nor serialization shows them. Thread-safe.
 *
 * <p>{@link #close()} overwrites the bytes; after that every {@code expose} method throws. What an {@code expose} method
 * returned is a copy that its caller answers for: an array can be filled with zeros after use, a {@link String} cannot, so
 * ask for one only where an interface wants it.
 */
public final class SecretValue implements AutoCloseable {

    private final byte[] bytes;

    private boolean closed;

    private SecretValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a secret of a copy of bytes; the caller wipes its own.
     *
     * @param bytes the secret, any bytes
     * @return the secret
     */
    public static SecretValue copyOf(byte[] bytes) {
        return new SecretValue(bytes.clone());
    }

    /**
     * Makes a secret of bytes that the caller gives away: they are not copied, and {@link #close()} overwrites them.
     *
     * @param bytes the secret, any bytes
     * @return the secret
     */
    public static SecretValue owning(byte[] bytes) {
        return new SecretValue(bytes);
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return the bytes, which the caller should fill with zeros after use
     * @throws IllegalStateException when this was closed
     */
    public synchronized byte[] exposeBytes() {
        checkOpen();
        return this.bytes.clone();
    }

    /**
     * Returns the text as characters, decoded from UTF-8.
     *
     * @return the characters, which the caller should fill with zeros after use
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when the bytes are not UTF-8
     * @throws IllegalStateException when this was closed
     */
    public synchronized char[] exposeChars() {
        checkOpen();
        CharBuffer decoded;
        try {
            decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(this.bytes));
        } catch (CharacterCodingException ex) {
            throw notText();
        }
        char[] chars = new char[decoded.remaining()];
        decoded.get(chars);
        Arrays.fill(decoded.array(), '\0');
        return chars;
    }

    /**
     * Returns the text, decoded from UTF-8. A string cannot be wiped: prefer {@link #exposeChars()} or
     * {@link #exposeBytes()} where the choice is yours.
     *
     * @return the text
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when the bytes are not UTF-8
     * @throws IllegalStateException when this was closed
     */
    public String exposeString() {
        char[] chars = exposeChars();
        try {
            return new String(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /**
     * Returns the number of bytes.
     *
     * @return the length in bytes
     */
    public int length() {
        return this.bytes.length;
    }

    /** Overwrites the bytes with zeros. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        this.closed = true;
        Arrays.fill(this.bytes, (byte) 0);
    }

    private void checkOpen() {
        if (this.closed) {
            throw new IllegalStateException("The secret is closed: it, or what it came from, was wiped");
        }
    }

    private static SecretsException notText() {
        return new SecretsException(
                SecretsException.Reason.NOT_EXPRESSIBLE,
                Location.NONE,
                "the secret is not UTF-8 text",
                "Use exposeBytes()");
    }

    /**
     * Compares the bytes, in a time that depends only on their number. A closed secret equals only itself.
     */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretValue that)) {
            return false;
        }
        byte[] theirs = that.openCopy();
        try {
            return matches(theirs);
        } finally {
            Arrays.fill(theirs, (byte) 0);
        }
    }

    private synchronized byte[] openCopy() {
        return this.closed ? new byte[this.bytes.length + 1] : this.bytes.clone();
    }

    private synchronized boolean matches(byte[] theirs) {
        return !this.closed && MessageDigest.isEqual(this.bytes, theirs);
    }

    /** Returns the same number for all secrets, so that nothing of the bytes shows. */
    @Override
    public int hashCode() {
        return SecretValue.class.hashCode();
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "SecretValue[*****]";
    }
}
