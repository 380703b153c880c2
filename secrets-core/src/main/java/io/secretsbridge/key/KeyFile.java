package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that hold secret keys, for the providers of all kinds, by one rule.
 *
 * <p>A file that every user of the machine can read is refused, with one line that says how to mend it. As with SSH keys,
 * that concerns files that belong to the user who runs the process, for only then can that user mend it, and a file of another
 * owner has its mode from a platform that knows why. A file is accepted in any mode when the kubelet mounted it (it lies behind a
 * {@code ..data} link: there the container is the boundary, and 0644 is the kubelet's own default), when it is on a file system
 * that is mounted read-only, and when it is no regular file (a pipe). A mode that lets the file's group read it is accepted:
 * Kubernetes' {@code fsGroup} needs it. Systems without POSIX modes are not asked for one.
 */
public final class KeyFile {

    /** The most bytes that are read: 1 MiB, more than 10,000 age identities. */
    public static final int MAX_BYTES = 1024 * 1024;

    private KeyFile() {}

    /**
     * Reads a file of at most {@link #MAX_BYTES}; the caller wipes the content.
     *
     * @param file the file
     * @param anyMode whether others may be able to read it too
     * @return the content
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code LIMIT_EXCEEDED}, or
     * {@code INVALID_CONFIGURATION} when others can read it
     */
    public static byte[] read(Path file, boolean anyMode) {
        if (!anyMode && !Files.isDirectory(file)) {
            checkMode(file);
        }
        return read(file, MAX_BYTES);
    }

    /**
     * Reads a file that may hold public keys only, in any mode; the caller wipes the content, and calls {@link #checkMode(Path)}
     * when it holds a secret.
     *
     * @param file the file
     * @param maxBytes the most bytes that it may have
     * @return the content
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE} or {@code LIMIT_EXCEEDED}
     */
    public static byte[] read(Path file, int maxBytes) {
        if (Files.isDirectory(file)) {
            throw problem(Reason.UNREADABLE, file, "it is a directory", "Name the file in it that holds the key");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw problem(
                        Reason.LIMIT_EXCEEDED,
                        file,
                        "it is larger than " + maxBytes / MAX_BYTES + " MiB",
                        "Name a file that holds keys only");
            }
            return content;
        } catch (IOException ex) {
            throw failed(file, ex);
        }
    }

    /**
     * Checks that not every user of the machine can read a file.
     *
     * @param file the file
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when others can read it, {@code NOT_FOUND} or
     * {@code UNREADABLE}
     */
    public static void checkMode(Path file) {
        try {
            if (isExposed(file)) {
                throw problem(
                        Reason.INVALID_CONFIGURATION,
                        file,
                        "every user of this machine can read it",
                        "Run: chmod 600 " + file);
            }
        } catch (IOException ex) {
            throw failed(file, ex);
        }
    }

    private static SecretsException failed(Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return problem(Reason.NOT_FOUND, file, "it does not exist", "Check the path");
        }
        if (cause instanceof AccessDeniedException) {
            return problem(
                    Reason.UNREADABLE,
                    file,
                    "this process may not read it",
                    "Make it readable for the user that runs this process, and for no other");
        }
        if (cause instanceof ClosedByInterruptException) {
            return problem(Reason.INTERRUPTED, file, "the thread was interrupted while it read the file", null);
        }
        return problem(
                Reason.UNREADABLE,
                file,
                "it cannot be read (" + cause.getClass().getSimpleName() + ")",
                "Check its permissions and type");
    }

    private static boolean isExposed(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return false;
        }
        PosixFileAttributes attributes = view.readAttributes();
        return attributes.isRegularFile()
                && attributes.permissions().contains(PosixFilePermission.OTHERS_READ)
                && isOwn(attributes)
                && !isMountedByKubelet(file)
                && !Files.getFileStore(file).isReadOnly();
    }

    private static boolean isOwn(PosixFileAttributes attributes) {
        return attributes.owner().getName().equals(System.getProperty("user.name"));
    }

    /**
     * Looks for what the kubelet lays out: the file lies, at any depth, in a directory whose name starts with two dots and that the
     * link {@code ..data} beside it leads to.
     */
    private static boolean isMountedByKubelet(Path file) throws IOException {
        for (Path directory = file.toRealPath().getParent(); directory != null; directory = directory.getParent()) {
            Path name = directory.getFileName();
            if (name != null && name.toString().startsWith("..")) {
                Path data = directory.resolveSibling("..data");
                return Files.isSymbolicLink(data) && Files.isSameFile(data, directory);
            }
        }
        return false;
    }

    private static SecretsException problem(Reason reason, Path file, String problem, @Nullable String action) {
        return new SecretsException(reason, Location.of(file.toString()), problem, action);
    }
}
