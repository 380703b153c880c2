package io.secretsbridge.sops;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The bytes of a file and the name by which the user knows it, so that every error can say where.
 */
public final class Source {

    /** The most bytes that are read of one file: 64 MiB. A larger file is refused before it is read. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private final String name;

    private final byte[] bytes;

    private Source(String name, byte[] bytes) {
        this.name = Objects.requireNonNull(name, "'name' must not be null");
        this.bytes = bytes;
    }

    /**
     * Returns a source of bytes at hand, which are not copied.
     *
     * @param name the name for errors
     * @param bytes the content
     * @return the source
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} when there are more than {@link #MAX_BYTES}
     */
    public static Source of(String name, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(name);
        }
        return new Source(name, bytes);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the source, named as the path was given
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE} or {@code LIMIT_EXCEEDED}
     */
    public static Source read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new SecretsException(
                    Reason.UNREADABLE, Location.of(name), "this is a directory, not a file", "Name a file in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in);
        } catch (NoSuchFileException ex) {
            throw new SecretsException(
                    Reason.NOT_FOUND, Location.of(name), "the file does not exist", "Check the path", ex);
        } catch (IOException ex) {
            throw unreadable(name, ex);
        }
    }

    /**
     * Reads a stream to its end, but at most one byte past {@link #MAX_BYTES}. The caller closes it.
     *
     * @param name the name for errors
     * @param in the stream
     * @return the source
     * @throws SecretsException with reason {@code UNREADABLE} or {@code LIMIT_EXCEEDED}
     */
    public static Source read(String name, InputStream in) {
        try {
            return of(name, in.readNBytes(MAX_BYTES + 1));
        } catch (IOException ex) {
            throw unreadable(name, ex);
        }
    }

    private static SecretsException unreadable(String name, IOException ex) {
        return new SecretsException(
                Reason.UNREADABLE,
                Location.of(name),
                "the file cannot be read: " + ex.getClass().getSimpleName(),
                "Check its permissions and type",
                ex);
    }

    private static SecretsException tooLarge(String name) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED,
                Location.of(name),
                "the file is larger than " + (MAX_BYTES / (1024 * 1024)) + " MiB",
                "Split it, or seal a key instead of the data itself");
    }

    /**
     * Returns the name by which the user knows the file.
     *
     * @return the name
     */
    public String name() {
        return this.name;
    }

    /**
     * Returns the content, which is not copied and must not be changed.
     *
     * @return the bytes
     */
    public byte[] bytes() {
        return this.bytes;
    }

    /**
     * Returns the location of the whole source.
     *
     * @return the location
     */
    public Location location() {
        return Location.of(this.name);
    }

    /**
     * Returns a location in this source.
     *
     * @param position the place in the text
     * @return the location
     */
    public Location at(Position position) {
        return new Location(this.name, position.line(), position.column(), null);
    }

    /**
     * Returns a location in this source.
     *
     * @param position the place in the text
     * @param path the place in the tree
     * @return the location
     */
    public Location at(Position position, TreePath path) {
        return new Location(this.name, position.line(), position.column(), path.toString());
    }

    @Override
    public String toString() {
        return this.name;
    }
}
