package io.secretsbridge.mount;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory until what it read belongs together: list, read, list again, and start over with a longer pause when
 * anything moved meanwhile.
 */
final class MountReader {

    private static final int MAX_ATTEMPTS = 10;

    /** A directory that is not there may be between two mounts for milliseconds, not longer. */
    private static final int MAX_ATTEMPTS_WHEN_MISSING = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** A file outside of a Kubernetes volume may be half-written; it counts as whole when nobody wrote for this long. */
    static final Duration QUIET_PERIOD = Duration.ofMillis(200);

    private final Path directory;

    private final MountOptions options;

    private final Runnable betweenListAndRead;

    MountReader(Path directory, MountOptions options, Runnable betweenListAndRead) {
        this.directory = directory;
        this.options = options;
        this.betweenListAndRead = betweenListAndRead;
    }

    MountSnapshot read() {
        Duration pause = FIRST_PAUSE;
        Listing waitedFor = null;
        for (int attempt = 1; ; attempt++) {
            IOException problem = null;
            try {
                requireDirectory();
                Listing listing = Listing.of(this.directory, this.options);
                if (!listing.equals(waitedFor) && changedJustNow(listing)) {
                    waitedFor = listing;
                    pause = QUIET_PERIOD;
                } else {
                    this.betweenListAndRead.run();
                    SortedMap<String, MountedFile> files = readAll(listing);
                    if (listing.equals(Listing.of(this.directory, this.options))) {
                        return new MountSnapshot(this.directory, this.options, listing.generation(), files);
                    }
                }
            } catch (IOException ex) {
                problem = ex;
            }
            if (attempt >= MAX_ATTEMPTS || (attempt >= MAX_ATTEMPTS_WHEN_MISSING && isMissing(problem))) {
                throw failure(problem);
            }
            sleep(pause);
            pause = (pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void requireDirectory() throws IOException {
        if (!Files.readAttributes(this.directory, BasicFileAttributes.class).isDirectory()) {
            throw new SecretsException(
                    Reason.UNREADABLE,
                    location(),
                    "It is a file, and a directory is needed",
                    "Name the directory that holds the file. In Kubernetes mount the whole volume, without 'subPath':"
                            + " a file mounted by 'subPath' never changes.");
        }
    }

    private static boolean changedJustNow(Listing listing) {
        return listing.changedAfter(FileTime.from(Instant.now().minus(QUIET_PERIOD)));
    }

    private SortedMap<String, MountedFile> readAll(Listing listing) throws IOException {
        SortedMap<String, MountedFile> files = new TreeMap<>();
        for (Map.Entry<String, Listing.Entry> each : listing.entries().entrySet()) {
            Listing.Entry entry = each.getValue();
            files.put(
                    each.getKey(),
                    new MountedFile(
                            each.getKey(),
                            this.directory.resolve(entry.relative()),
                            content(entry),
                            this.options.trimTrailingNewline()));
        }
        return files;
    }

    /**
     * Reads as many bytes as were listed. A file that has become longer or shorter is noticed by the listing after it, so
     * that no more than the limits is ever held.
     */
    private static byte[] content(Listing.Entry entry) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(entry.size()));
        try (SeekableByteChannel channel =
                Files.newByteChannel(entry.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // read on
            }
        }
        if (content.hasRemaining()) {
            throw new IOException("The file became shorter while it was read");
        }
        return content.array();
    }

    private boolean isMissing(@Nullable IOException problem) {
        return problem instanceof NoSuchFileException missing
                && this.directory.toString().equals(missing.getFile());
    }

    private SecretsException failure(@Nullable IOException problem) {
        if (problem == null) {
            return new SecretsException(
                    Reason.TIMED_OUT,
                    location(),
                    "The directory changed at each of " + MAX_ATTEMPTS + " attempts to read it",
                    "Find out what keeps writing to it.");
        }
        if (isMissing(problem)) {
            return new SecretsException(
                    Reason.NOT_FOUND,
                    location(),
                    "The directory does not exist",
                    "Mount the volume there, or correct the path.",
                    problem);
        }
        if (problem instanceof NoSuchFileException missing) {
            return new SecretsException(
                    Reason.UNREADABLE,
                    Location.of(missing.getFile()),
                    "It is a link that leads nowhere, or it vanished again and again while the directory was read",
                    "See whether the volume is mounted and the link's target exists.",
                    problem);
        }
        if (problem instanceof AccessDeniedException denied) {
            return new SecretsException(
                    Reason.UNREADABLE,
                    Location.of(denied.getFile()),
                    "Permission is denied",
                    "Let the user that runs this process read it. In Kubernetes set 'fsGroup' in the pod's"
                            + " securityContext together with 'defaultMode: 0440'.",
                    problem);
        }
        return new SecretsException(
                Reason.UNREADABLE,
                location(),
                "The directory cannot be read: " + problem.getMessage(),
                "See whether the volume is mounted and healthy.",
                problem);
    }

    private Location location() {
        return Location.of(this.directory.toString());
    }

    private void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new SecretsException(
                    Reason.INTERRUPTED, location(), "The thread was interrupted while it read the directory", null, ex);
        }
    }
}
