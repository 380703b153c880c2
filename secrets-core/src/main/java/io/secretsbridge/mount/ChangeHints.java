package io.secretsbridge.mount;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something moves in a directory, as far as the system tells. Which file it was is of no interest: a swap shows as
 * different events on different systems, and the visible link of a Kubernetes volume never changes.
 */
final class ChangeHints implements AutoCloseable {

    private static final int MAX_ATTEMPTS = 3;

    private final CountDownLatch closed = new CountDownLatch(1);

    private final @Nullable WatchService service;

    private Set<WatchKey> keys = new HashSet<>();

    private volatile boolean complete;

    ChangeHints(Path directory) {
        this.service = open(directory);
        this.complete = this.service != null;
    }

    /** Without a watch service, because the system has none to give or the file system knows none, looking at times must do. */
    private static @Nullable WatchService open(Path directory) {
        try {
            return directory.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException ex) {
            return null;
        }
    }

    /** Returns whether all directories are watched. */
    boolean isComplete() {
        return this.complete;
    }

    /**
     * Watches these directories and no others. Done before each look, because a directory that was removed and made again is
     * another one.
     */
    void cover(Collection<Path> directories) {
        if (this.service == null) {
            return;
        }
        boolean all = true;
        Set<WatchKey> wanted = new HashSet<>();
        for (Path directory : directories) {
            WatchKey key = watch(directory, this.service);
            if (key != null) {
                wanted.add(key);
            }
            all &= key != null && (key.watchable().equals(directory) || !Files.exists(directory));
        }
        this.keys.stream().filter((key) -> !wanted.contains(key)).forEach(WatchKey::cancel);
        this.keys = wanted;
        this.complete = all;
    }

    /** Watches the directory or, while it is not there, the nearest one above it. It may come and go meanwhile. */
    private static @Nullable WatchKey watch(Path directory, WatchService service) {
        WatchKey key = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path nearest = directory;
            key = register(nearest, service);
            while (key == null && nearest.getParent() != null) {
                nearest = nearest.getParent();
                key = register(nearest, service);
            }
            if (nearest.equals(directory) || !Files.exists(directory)) {
                return key;
            }
        }
        return key;
    }

    private static @Nullable WatchKey register(Path directory, WatchService service) {
        try {
            return directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException ex) {
            return null;
        }
    }

    /**
     * Returns the directories whose events tell of a mounted directory: itself, and those directly below it, which may be
     * volumes. What lies deeper is left to looking at times.
     */
    static Set<Path> directoriesOf(Path mount, int limit) {
        Set<Path> directories = new HashSet<>();
        directories.add(mount);
        if (!Files.isSymbolicLink(mount.resolve(Listing.DATA_LINK))) {
            try (var children =
                    Files.newDirectoryStream(mount, (child) -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))) {
                for (Path child : children) {
                    if (directories.size() < limit) {
                        directories.add(child);
                    }
                }
            } catch (IOException | DirectoryIteratorException ex) {
                return directories;
            }
        }
        return directories;
    }

    /** Waits, and returns whether something moved before the time was over. */
    boolean await(Duration time) throws InterruptedException {
        try {
            if (this.service == null) {
                this.closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
                return false;
            }
            WatchKey key = this.service.poll(time.toNanos(), TimeUnit.NANOSECONDS);
            boolean moved = key != null;
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = this.service.poll();
            }
            return moved;
        } catch (ClosedWatchServiceException ex) {
            return false;
        }
    }

    /** Ends the waiting at once. */
    @Override
    public void close() {
        this.closed.countDown();
        if (this.service != null) {
            try {
                this.service.close();
            } catch (IOException ex) {
                this.complete = false;
            }
        }
    }
}
