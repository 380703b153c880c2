package io.secretsbridge.spring;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import org.springframework.core.io.InputStreamSource;

/**
 * The value of a property whose content is no text, such as a keystore. Binds to {@code byte[]} and to
 * {@link io.secretsbridge.SecretValue}, and not to a string, for no string stands for it.
 */
public final class BinaryContent implements InputStreamSource {

    private final byte[] bytes;

    private final String place;

    /**
     * Creates a value.
     *
     * @param bytes the content, which the caller gives away
     * @param place where it came from, for people
     */
    public BinaryContent(byte[] bytes, String place) {
        this.bytes = bytes;
        this.place = place;
    }

    /**
     * Returns a copy of the content.
     *
     * @return the bytes, which the caller may wipe
     */
    public byte[] exposeBytes() {
        return this.bytes.clone();
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(this.bytes);
    }

    /** Compares the bytes, so that a refresh reports only what changed. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BinaryContent that && MessageDigest.isEqual(this.bytes, that.bytes);
    }

    /** Returns the same number for all contents, so that nothing of the bytes shows. */
    @Override
    public int hashCode() {
        return BinaryContent.class.hashCode();
    }

    /** Returns where the content came from. */
    @Override
    public String toString() {
        return "[binary content of " + this.place + "]";
    }
}
