package io.secretsbridge.key;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The 32-byte AES-256 key that seals the values of one file, or one share of such a key. It never shows its bytes in
 * {@code toString()} and is wiped by {@link #close()}.
 */
public final class DataKey implements AutoCloseable {

    /** The length of a data key in bytes: AES-256. */
    public static final int LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private boolean closed;

    private DataKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a new data key from a cryptographically secure random generator.
     *
     * @return a key of {@link #LENGTH} bytes
     */
    public static DataKey generate() {
        byte[] bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new DataKey(bytes);
    }

    /**
     * Makes a data key of a copy of bytes; the caller wipes its own.
     *
     * @param bytes {@link #LENGTH} bytes, or a share of 33
     * @return the key
     */
    public static DataKey copyOf(byte[] bytes) {
        return new DataKey(bytes.clone());
    }

    /** Returns a key of the same bytes that is closed by itself. */
    synchronized DataKey copy() {
        if (this.closed) {
            throw new IllegalStateException("The data key is closed");
        }
        return new DataKey(this.bytes.clone());
    }

    /**
     * Returns a copy of the secret bytes, which the caller wipes after use. For key providers and ciphers only.
     *
     * @return the bytes
     * @throws IllegalStateException when the key was closed
     */
    public synchronized byte[] exposeBytes() {
        if (this.closed) {
            throw new IllegalStateException("The data key is closed");
        }
        return this.bytes.clone();
    }

    /**
     * Returns the number of bytes.
     *
     * @return the length in bytes
     */
    public int length() {
        return this.bytes.length;
    }

    /** Wipes the key. */
    @Override
    public synchronized void close() {
        this.closed = true;
        Arrays.fill(this.bytes, (byte) 0);
    }

    /**
     * Compares in constant time.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof DataKey that && MessageDigest.isEqual(this.bytes, that.bytes);
    }

    /**
     * Returns the same number for all keys, so that none of the bytes shows.
     */
    @Override
    public int hashCode() {
        return DataKey.class.hashCode();
    }

    @Override
    public String toString() {
        return "DataKey";
    }
}
