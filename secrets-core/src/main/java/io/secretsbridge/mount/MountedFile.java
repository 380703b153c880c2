package io.secretsbridge.mount;

import io.secretsbridge.Location;
import io.secretsbridge.SecretValue;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of a mounted directory as it was when the snapshot was taken. Its name and place may be shown, its content is
 * never part of {@link #toString()}.
 */
public final class MountedFile {

    private final String name;

    private final Path origin;

    private final byte[] content;

    private final boolean trimTrailingNewline;

    private final Fingerprint fingerprint;

    MountedFile(String name, Path origin, byte[] content, boolean trimTrailingNewline) {
        this.name = name;
        this.origin = origin;
        this.content = content;
        this.trimTrailingNewline = trimTrailingNewline;
        this.fingerprint = Fingerprint.of(content);
    }

    /**
     * Returns the name: the path below the directory with {@code .} in place of {@code /}.
     *
     * @return the name, usable as a property name
     */
    public String name() {
        return this.name;
    }

    /**
     * Returns the path by which a person finds the file. In a Kubernetes volume that is the visible path, which outlives
     * the directory that was read.
     *
     * @return the path
     */
    public Path origin() {
        return this.origin;
    }

    /**
     * Returns a copy of the bytes as they are in the file, a final newline included.
     *
     * @return the bytes, which the caller may wipe
     */
    public byte[] exposeBytes() {
        return this.content.clone();
    }

    /**
     * Returns whether the bytes are well-formed UTF-8.
     *
     * @return {@code true} when {@link #exposeText()} succeeds
     */
    public boolean isText() {
        return decode() != null;
    }

    /**
     * Returns the content as text. Unless the options say otherwise, the newline ({@code LF} or {@code CR LF}) at the end of
     * a content that is a single line is left out, as {@code configtree:} does it; a content of several lines, such as a
     * PEM file, keeps it.
     *
     * @return the text
     * @throws SecretsException with {@code MALFORMED} when the bytes are not well-formed UTF-8
     */
    public String exposeText() {
        String text = decode();
        if (text == null) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    Location.of(this.origin.toString()),
                    "The content is not UTF-8 text",
                    "Use it as bytes, or store it as text.");
        }
        return this.trimTrailingNewline ? withoutTrailingNewline(text) : text;
    }

    /**
     * Returns the value as a secret: the bytes of {@link #exposeText()} when it is text, else the bytes as they are.
     *
     * @return the secret, which the caller closes
     */
    public SecretValue secret() {
        String text = decode();
        return (text != null && this.trimTrailingNewline)
                ? SecretValue.owning(withoutTrailingNewline(text).getBytes(StandardCharsets.UTF_8))
                : SecretValue.copyOf(this.content);
    }

    private @Nullable String decode() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(this.content))
                    .toString();
        } catch (CharacterCodingException ex) {
            return null;
        }
    }

    private static String withoutTrailingNewline(String text) {
        int last = text.length() - 1;
        if (last < 0 || text.indexOf('\n') != last) {
            return text;
        }
        return text.substring(0, text.endsWith("\r\n") ? last - 1 : last);
    }

    boolean isEmpty() {
        return this.content.length == 0;
    }

    boolean hasSameContentAs(MountedFile other) {
        return this.fingerprint.equals(other.fingerprint);
    }

    /**
     * Returns the place, without the content.
     */
    @Override
    public String toString() {
        return "MountedFile[" + this.origin + "]";
    }
}
