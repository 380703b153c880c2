package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file as a whole or not at all: into a temporary file beside it, forced to disk, then renamed over it. Mode and,
 * where the user may set it, owner stay; a symbolic link stays a link, and the file that it leads to is replaced.
 */
final class AtomicFile {

    /** As many links as the Linux kernel follows. */
    private static final int MAX_LINKS = 40;

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private AtomicFile() {}

    /** Who may read a file that did not exist before. */
    enum NewFile {
        /** Its owner: it holds plaintext. */
        PRIVATE,
        /** Whoever the user's umask lets. */
        ORDINARY
    }

    /**
     * Writes a file.
     *
     * @param file the file, which may exist
     * @param content all of its content
     * @param newFile the mode when it does not exist
     * @throws SecretsException with reason {@code UNWRITABLE}; the file is then as it was
     */
    static void write(Path file, byte[] content, NewFile newFile) {
        try {
            if (Files.isDirectory(file)) {
                throw unwritable(file, "it is a directory", "Name a file");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                writeThrough(file, content);
                return;
            }
            replace(target(file), content, newFile);
        } catch (NoSuchFileException ex) {
            throw unwritable(file, "its directory does not exist", "Create the directory first");
        } catch (AccessDeniedException ex) {
            throw unwritable(
                    file, "its directory may not be written to", "A file is replaced as a whole, which needs that");
        } catch (FileSystemException ex) {
            String reason =
                    (ex.getReason() != null) ? ex.getReason() : ex.getClass().getSimpleName();
            throw unwritable(file, reason, "Check the disk and the permissions");
        } catch (IOException ex) {
            throw unwritable(file, ex.getClass().getSimpleName(), "Check that the disk is not full");
        }
    }

    /** A pipe or a device such as {@code /dev/stdout} has no old content to keep, and must not be replaced. */
    private static void writeThrough(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writeFully(channel, content);
        }
    }

    private static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MAX_LINKS) {
                throw new FileSystemException(file.toString(), null, "too many symbolic links");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void replace(Path target, byte[] content, NewFile newFile) throws IOException {
        PosixFileAttributes before = attributes(target);
        boolean exists = Files.exists(target);
        if (exists && !Files.isWritable(target)) {
            throw unwritable(target, "it is write-protected", "Allow writing to it: chmod u+w");
        }
        boolean open = !exists && newFile == NewFile.ORDINARY;
        Path temporary = temporaryBeside(target);
        OnExit cleanup = OnExit.clean(() -> deleteQuietly(temporary));
        try {
            try (FileChannel channel = create(temporary, open)) {
                writeFully(channel, content);
                if (before != null) {
                    keepAttributes(temporary, before);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory(target.resolveSibling("."));
        } finally {
            cleanup.close();
        }
    }

    private static Path temporaryBeside(Path target) throws IOException {
        for (int i = 0; ; i++) {
            Path temporary = target.resolveSibling(".secrets-" + Long.toString(System.nanoTime() + i, 36) + ".tmp");
            if (!Files.exists(temporary)) {
                return temporary;
            }
            if (i == MAX_LINKS) {
                throw new FileAlreadyExistsException(temporary.toString());
            }
        }
    }

    private static FileChannel create(Path temporary, boolean open) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (open || !supportsPosix(temporary)) {
            return FileChannel.open(temporary, options);
        }
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(PRIVATE);
        return FileChannel.open(temporary, options, mode);
    }

    private static boolean supportsPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static @Nullable PosixFileAttributes attributes(Path file) throws IOException {
        return (supportsPosix(file) && Files.exists(file))
                ? Files.readAttributes(file, PosixFileAttributes.class)
                : null;
    }

    private static void keepAttributes(Path temporary, PosixFileAttributes before) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        mode.addAll(before.permissions());
        if (!now.owner().equals(before.owner()) || !now.group().equals(before.group())) {
            try {
                view.setGroup(before.group());
                view.setOwner(before.owner());
            } catch (IOException ex) {
                // Only root gives files away. What the old group might do, another group must not.
                mode.remove(PosixFilePermission.GROUP_READ);
                mode.remove(PosixFilePermission.GROUP_WRITE);
            }
        }
        view.setPermissions(mode);
    }

    private static void writeFully(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes the renaming last over a power cut. */
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ex) {
            // Windows opens no directories, and its file system journals the renaming.
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException ex) {
            // The failure that led here is the one to report.
        }
    }

    private static SecretsException unwritable(Path file, String why, String action) {
        return new SecretsException(
                Reason.UNWRITABLE, Location.of(file.toString()), "the file cannot be written: " + why, action);
    }
}
