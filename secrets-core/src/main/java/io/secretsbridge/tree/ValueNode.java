package io.secretsbridge.tree;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * A scalar: a type and the canonical bytes that stand for it. The canonical bytes are exactly what the SOPS format seals
 * and what enters its MAC:
 * <ul>
 * <li>{@link Type#STRING}: the UTF-8 bytes, or any bytes when the value is a whole binary file;</li>
 * <li>{@link Type#INTEGER}: decimal, {@code -} sign, no leading zeros, 64-bit signed;</li>
 * <li>{@link Type#FLOAT}: the shortest decimal that reads back as the same double, never with an exponent, {@code NaN},
 * {@code +Inf}, {@code -Inf};</li>
 * <li>{@link Type#BOOLEAN}: {@code True} or {@code False};</li>
 * <li>{@link Type#TIMESTAMP}: RFC 3339, with nanoseconds when they are not zero;</li>
 * <li>{@link Type#BYTES}: the bytes; only read from files of the Python era;</li>
 * <li>{@link Type#NULL}: none.</li>
 * </ul>
 */
public final class ValueNode implements Node {

    /** The type of a scalar. */
    public enum Type {
        /** Text, or the whole content of a binary file. */
        STRING,
        /** A 64-bit signed integer. */
        INTEGER,
        /** A double. */
        FLOAT,
        /** A boolean. */
        BOOLEAN,
        /** A point in time with an offset. */
        TIMESTAMP,
        /** Raw bytes. */
        BYTES,
        /** Null; never sealed, never part of a MAC. */
        NULL
    }

    private static final byte[] TRUE = {'T', 'r', 'u', 'e'};

    private static final byte[] FALSE = {'F', 'a', 'l', 's', 'e'};

    private final Type type;

    private final byte[] bytes;

    private final Position position;

    private ValueNode(Type type, byte[] bytes, Position position) {
        this.type = type;
        this.bytes = bytes;
        this.position = Objects.requireNonNull(position, "'position' must not be null");
    }

    /**
     * Creates a value from its canonical bytes, which are not copied: the caller gives them away.
     *
     * @param type the type
     * @param canonicalBytes the canonical bytes of that type, not checked
     * @param position where it was read
     * @return the value
     */
    public static ValueNode ofCanonical(Type type, byte[] canonicalBytes, Position position) {
        return new ValueNode(Objects.requireNonNull(type, "'type' must not be null"), canonicalBytes, position);
    }

    /**
     * Creates a string value.
     *
     * @param text the text
     * @param position where it was read
     * @return the value
     */
    public static ValueNode string(String text, Position position) {
        return new ValueNode(Type.STRING, text.getBytes(StandardCharsets.UTF_8), position);
    }

    /**
     * Creates a string value that was not read from text.
     *
     * @param text the text
     * @return the value
     */
    public static ValueNode string(String text) {
        return string(text, Position.NONE);
    }

    /**
     * Creates an integer value.
     *
     * @param number the number
     * @param position where it was read
     * @return the value
     */
    public static ValueNode integer(long number, Position position) {
        return new ValueNode(Type.INTEGER, ascii(Long.toString(number)), position);
    }

    /**
     * Creates a float value.
     *
     * @param number the number
     * @param position where it was read
     * @return the value
     */
    public static ValueNode floating(double number, Position position) {
        return new ValueNode(Type.FLOAT, ascii(Doubles.plain(number)), position);
    }

    /**
     * Creates a boolean value.
     *
     * @param value the value
     * @param position where it was read
     * @return the value
     */
    public static ValueNode bool(boolean value, Position position) {
        return new ValueNode(Type.BOOLEAN, (value ? TRUE : FALSE).clone(), position);
    }

    /**
     * Creates a timestamp value.
     *
     * @param rfc3339 the time as RFC 3339, with nanoseconds (trailing zeros cut) only when they are not zero
     * @param position where it was read
     * @return the value
     */
    public static ValueNode timestamp(String rfc3339, Position position) {
        return new ValueNode(Type.TIMESTAMP, ascii(rfc3339), position);
    }

    /**
     * Creates a null value.
     *
     * @param position where it was read
     * @return the value
     */
    public static ValueNode nullValue(Position position) {
        return new ValueNode(Type.NULL, new byte[0], position);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the type.
     *
     * @return the type
     */
    public Type type() {
        return this.type;
    }

    /**
     * Returns whether this is a string.
     *
     * @return whether the type is {@link Type#STRING}
     */
    public boolean isString() {
        return this.type == Type.STRING;
    }

    /**
     * Returns whether this is null.
     *
     * @return whether the type is {@link Type#NULL}
     */
    public boolean isNull() {
        return this.type == Type.NULL;
    }

    /**
     * Returns a read-only view of the canonical bytes, without copying them.
     *
     * @return the bytes
     */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(this.bytes).asReadOnlyBuffer();
    }

    /**
     * Adds the canonical bytes to a digest, without copying them.
     *
     * @param digest the digest
     */
    public void addTo(MessageDigest digest) {
        digest.update(this.bytes);
    }

    /**
     * Returns a copy of the canonical bytes.
     *
     * @return the bytes
     */
    public byte[] toByteArray() {
        return this.bytes.clone();
    }

    /**
     * Returns the number of canonical bytes.
     *
     * @return the length in bytes
     */
    public int length() {
        return this.bytes.length;
    }

    /**
     * Returns the canonical bytes as text; bytes that are not UTF-8 become U+FFFD.
     *
     * @return the text
     */
    public String text() {
        return new String(this.bytes, StandardCharsets.UTF_8);
    }

    /**
     * Returns whether the canonical bytes are well-formed UTF-8.
     *
     * @return whether {@link #text()} loses nothing
     */
    public boolean isText() {
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes());
            if (decoded.hasArray()) {
                Arrays.fill(decoded.array(), '\0');
            }
            return true;
        } catch (CharacterCodingException ex) {
            return false;
        }
    }

    /**
     * Returns this value with another position.
     *
     * @param changed the position
     * @return the value
     */
    public ValueNode withPosition(Position changed) {
        return new ValueNode(this.type, this.bytes, changed);
    }

    /**
     * Overwrites the bytes with zeros. The value and every other that shares its bytes is of no use after that.
     */
    public void wipe() {
        Arrays.fill(this.bytes, (byte) 0);
    }

    @Override
    public Position position() {
        return this.position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueNode that && this.type == that.type && Arrays.equals(this.bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * this.type.hashCode() + Arrays.hashCode(this.bytes);
    }

    @Override
    public String toString() {
        return "ValueNode[" + this.type + "]";
    }
}
