package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that only the user can enter, for plaintext that an editor needs as a file. It is in memory where the system
 * has such a place ({@code $XDG_RUNTIME_DIR}, {@code /dev/shm}), else where temporary files are. When it is closed, or when
 * a signal ends the command, every file in it, also one that an editor left, is overwritten and deleted.
 */
final class PrivateDirectory implements AutoCloseable {

    private static final int WIPE_CHUNK = 64 * 1024;

    private static final Set<OpenOption> WRITE_NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path path;

    private final Consumer<String> warn;

    private final OnExit onExit;

    private PrivateDirectory(Path path, Consumer<String> warn) {
        this.path = path;
        this.warn = warn;
        this.onExit = OnExit.clean(this::wipe);
    }

    /**
     * Creates a directory.
     *
     * @param environment the environment variables
     * @param warn told when something could not be deleted
     * @return the directory
     * @throws SecretsException with reason {@code UNWRITABLE} when there is no place for one
     */
    static PrivateDirectory create(Map<String, String> environment, Consumer<String> warn) {
        for (Path place : places(environment)) {
            Path path = createIn(place);
            if (path != null) {
                return new PrivateDirectory(path, warn);
            }
        }
        throw new SecretsException(
                Reason.UNWRITABLE,
                Location.NONE,
                "no private temporary directory can be created",
                "Set TMPDIR to a directory that you may write to");
    }

    private static List<Path> places(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        for (String inMemory : List.of(environment.getOrDefault("XDG_RUNTIME_DIR", ""), "/dev/shm")) {
            Path place = Path.of(inMemory);
            if (place.isAbsolute() && isInMemory(place)) {
                places.add(place);
            }
        }
        String temporary = environment.getOrDefault("TMPDIR", "");
        if (!temporary.isEmpty()) {
            places.add(Path.of(temporary));
        }
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        return places;
    }

    private static boolean isInMemory(Path place) {
        try {
            return Files.isDirectory(place) && Files.getFileStore(place).type().equals("tmpfs");
        } catch (IOException ex) {
            return false;
        }
    }

    private static @Nullable Path createIn(Path place) {
        try {
            return Files.createTempDirectory(place, "secrets-", mode(place, "rwx------"));
        } catch (IOException ex) {
            return null;
        }
    }

    private static FileAttribute<?>[] mode(Path place, String permissions) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Writes a file.
     *
     * @param name its name
     * @param content its content
     * @return the file
     */
    synchronized Path write(String name, byte[] content) {
        Path file = path(name);
        try (FileChannel channel = FileChannel.open(file, WRITE_NEW, mode(file, "rw-------"))) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return file;
        } catch (IOException ex) {
            throw new SecretsException(
                    Reason.UNWRITABLE,
                    Location.of(this.path.toString()),
                    "the plain copy cannot be written",
                    "Check that there is room for it");
        }
    }

    /** Returns where a file of that name would be. */
    Path path(String name) {
        return this.path.resolve(name);
    }

    /**
     * Makes another user the owner of the directory and of what is in it.
     *
     * @param user the name of the user
     * @throws SecretsException with reason {@code UNWRITABLE} when this user may not do that
     */
    void giveTo(String user) {
        try (Stream<Path> files = Files.list(this.path)) {
            UserPrincipal owner =
                    this.path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            for (Path file : files.toList()) {
                Files.setOwner(file, owner);
            }
            Files.setOwner(this.path, owner);
        } catch (IOException ex) {
            throw new SecretsException(
                    Reason.UNWRITABLE,
                    Location.of(this.path.toString()),
                    "the plain copy cannot be given to the user " + user,
                    "Only root may do that; use sudo");
        }
    }

    @Override
    public void close() {
        this.onExit.close();
    }

    // In turns with writing, so that a signal does not find a file that is only about to be there.
    private synchronized void wipe() {
        try {
            Files.walkFileTree(this.path, new Wiper());
        } catch (NoSuchFileException ex) {
            // It is gone already.
        } catch (IOException ex) {
            this.warn.accept(this.path + " holds plaintext and could not be deleted. Delete it yourself.");
        }
    }

    /** Overwrites and deletes. */
    private static final class Wiper extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                overwrite(file, attributes.size());
            }
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        private static void overwrite(Path file, long size) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer zeros = ByteBuffer.allocate(WIPE_CHUNK);
                for (long at = 0; at < size; at += channel.write(zeros, at)) {
                    zeros.clear().limit((int) Math.min(WIPE_CHUNK, size - at));
                }
                channel.force(true);
            } catch (IOException ex) {
                // A file that the editor made read-only is deleted all the same.
            }
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
