package io.secretsbridge.key.age;

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

/** Reads a keys file, if it is safe; the rule stands at {@link AgeKeysFile}. */
final class KeysFileReader {

    /** The most bytes that are read: 1 MiB, more than 10,000 identities. */
    static final int MAX_BYTES = 1024 * 1024;

    private KeysFileReader() {}

    /**
     * Reads a file; the caller wipes the content.
     *
     * @param file the file
     * @param anyMode whether others may be able to read it too
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code LIMIT_EXCEEDED}, or
     * {@code INVALID_CONFIGURATION} when others can read it
     */
    static byte[] read(Path file, boolean anyMode) {
        try {
            if (Files.isDirectory(file)) {
                throw problem(Reason.UNREADABLE, file, "it is a directory", "Name the keys file in it");
            }
            if (!anyMode && isExposed(file)) {
                throw problem(
                        Reason.INVALID_CONFIGURATION,
                        file,
                        "every user of this machine can read it",
                        "Run: chmod 600 " + file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw problem(
                            Reason.LIMIT_EXCEEDED, file, "it is larger than 1 MiB", "Name a keys file of age-keygen");
                }
                return content;
            }
        } catch (NoSuchFileException ex) {
            throw problem(Reason.NOT_FOUND, file, "it does not exist", "Check the path");
        } catch (AccessDeniedException ex) {
            throw problem(
                    Reason.UNREADABLE,
                    file,
                    "this process may not read it",
                    "Make it readable for the user that runs this process, and for no other");
        } catch (ClosedByInterruptException ex) {
            throw problem(Reason.INTERRUPTED, file, "the thread was interrupted while it read the file", null);
        } catch (IOException ex) {
            throw problem(
                    Reason.UNREADABLE,
                    file,
                    "it cannot be read (" + ex.getClass().getSimpleName() + ")",
                    "Check its permissions and type");
        }
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
