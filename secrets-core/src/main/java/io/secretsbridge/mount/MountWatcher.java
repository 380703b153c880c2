package io.secretsbridge.mount;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches mounted directories and hands on each new snapshot as soon as it is whole.
 *
 * <p>Events of the file system are taken as a hint only: each directory is looked at every poll interval as well, because some
 * file systems tell nothing. After a change the directory is given time to come to rest, then it is read as
 * {@link MountedDirectory} does it. An update that cannot be used (the directory vanished or cannot be read, no file is
 * left, a file that was there at the beginning is missing or empty, the listener refuses it) leaves the last good snapshot in
 * place, is told by {@link #statuses()}, and is made up for as soon as the directory is well again.
 *
 * <p>One daemon thread serves all directories. The JDK adds one of its own on systems that report events.
 */
public final class MountWatcher implements AutoCloseable {

    /** A system has some ten thousands of watches for all programs together. */
    private static final int MAX_WATCHED_DIRECTORIES = 64;

    /** A directory that never stops moving is looked at all the same, after the debounce times this. */
    private static final int LONGEST_SETTLING = 10;

    /** Long enough for a listener to finish its work, short enough for a shutdown. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final WatchOptions options;

    private final MountListener listener;

    private final List<WatchedMount> mounts;

    private final ChangeHints hints;

    private final Thread thread;

    private volatile boolean open = true;

    private MountWatcher(WatchOptions options, MountListener listener, List<WatchedMount> mounts) {
        this.options = options;
        this.listener = listener;
        this.mounts = mounts;
        this.hints = new ChangeHints(mounts.get(0).directory());
        this.thread = new Thread(this::run, "secrets-mount-watcher");
        this.thread.setDaemon(true);
    }

    /**
     * Starts to watch directories. Each is looked at once before this waits for changes, so that what happened since the snapshot
     * was taken is not missed.
     *
     * @param mounts what each directory held when it was last read; at least one. It is read the same way again
     * @param options the times, and what happens to removals
     * @param listener what takes new snapshots, on the watcher's thread
     * @return the watcher, which the caller closes
     * @throws IllegalArgumentException when there is no directory
     */
    public static MountWatcher start(Collection<MountSnapshot> mounts, WatchOptions options, MountListener listener) {
        if (mounts.isEmpty()) {
            throw new IllegalArgumentException("There must be a directory to watch");
        }
        List<WatchedMount> watched = new ArrayList<>();
        mounts.forEach((snapshot) -> watched.add(new WatchedMount(snapshot, options)));
        MountWatcher watcher = new MountWatcher(options, listener, watched);
        watcher.thread.start();
        return watcher;
    }

    /**
     * Returns how it stands with each directory.
     *
     * @return one for each directory
     */
    public List<MountStatus> statuses() {
        return this.mounts.stream().map(WatchedMount::status).toList();
    }

    /**
     * Returns whether it still watches.
     *
     * @return {@code false} once it is closed
     */
    public boolean isRunning() {
        return this.open && this.thread.isAlive();
    }

    /**
     * Returns whether the system reports changes of all directories. When not, a change is found within the poll interval.
     *
     * @return {@code true} when it does
     */
    public boolean hearsChanges() {
        return this.hints.isComplete();
    }

    /** Stops watching. A listener at work is given five seconds, is then interrupted, and given five seconds more. */
    @Override
    public void close() {
        this.open = false;
        this.hints.close();
        if (Thread.currentThread() == this.thread) {
            return;
        }
        try {
            if (!ended()) {
                this.thread.interrupt();
                ended();
            }
        } catch (InterruptedException ex) {
            this.thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private boolean ended() throws InterruptedException {
        this.thread.join(CLOSE_TIMEOUT.toMillis());
        return !this.thread.isAlive();
    }

    private void run() {
        try {
            while (this.open) {
                this.hints.cover(directories());
                look();
                if (this.open && this.hints.await(this.options.pollInterval())) {
                    settle();
                }
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (SecretsException ex) {
            if (ex.reason() != Reason.INTERRUPTED) {
                throw ex;
            }
        } finally {
            this.open = false;
            this.hints.close();
        }
    }

    private Set<Path> directories() {
        Set<Path> directories = new HashSet<>();
        for (WatchedMount mount : this.mounts) {
            directories.addAll(ChangeHints.directoriesOf(mount.directory(), MAX_WATCHED_DIRECTORIES));
        }
        return directories;
    }

    private void settle() throws InterruptedException {
        Duration debounce = this.options.debounce();
        long deadline =
                System.nanoTime() + debounce.multipliedBy(LONGEST_SETTLING).toNanos();
        while (this.open && this.hints.await(debounce) && System.nanoTime() - deadline < 0) {
            // wait on
        }
    }

    private void look() {
        Map<WatchedMount, MountStatus> before = new LinkedHashMap<>();
        this.mounts.forEach((mount) -> before.put(mount, mount.status()));
        long now = System.nanoTime();
        Map<WatchedMount, MountUpdate> updates = new LinkedHashMap<>();
        boolean due = false;
        for (WatchedMount mount : this.mounts) {
            if (mount.mayHaveChanged()) {
                due |= read(mount, updates);
            } else if (mount.isRetryDue(now)) {
                due = true;
            }
        }
        if (due) {
            this.mounts.stream()
                    .filter((mount) -> mount.isRefused() && !updates.containsKey(mount))
                    .forEach((mount) -> read(mount, updates));
        }
        if (!updates.isEmpty()) {
            offer(updates);
        }
        before.forEach((mount, status) -> {
            if (!mount.status().saysTheSameAs(status)) {
                tell(mount.status());
            }
        });
    }

    private void tell(MountStatus status) {
        try {
            this.listener.stateChanged(status);
        } catch (RuntimeException ex) {
            // Who does not want to hear it must not end the watching for all.
            return;
        }
    }

    private static boolean read(WatchedMount mount, Map<WatchedMount, MountUpdate> updates) {
        MountUpdate update = mount.read();
        if (update != null) {
            updates.put(mount, update);
        }
        return update != null;
    }

    /** Offers all updates together. One that is bad must not hold up the others for good, so each is tried alone then. */
    private void offer(Map<WatchedMount, MountUpdate> updates) {
        SecretsException problem = refusal(List.copyOf(updates.values()));
        if (problem == null) {
            updates.forEach((mount, update) -> mount.accepted(update.snapshot()));
        } else if (updates.size() == 1) {
            updates.keySet().forEach((mount) -> mount.refused(problem, System.nanoTime()));
        } else {
            updates.forEach((mount, update) -> offer(Map.of(mount, update)));
        }
    }

    private @Nullable SecretsException refusal(List<MountUpdate> updates) {
        try {
            this.listener.rotated(updates);
            return null;
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED && !this.open) {
                throw ex;
            }
            return ex;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
            // What the exception says may quote a secret.
            return new SecretsException(
                    Reason.MALFORMED,
                    Location.of(updates.get(0).snapshot().directory().toString()),
                    "The listener failed with " + ex.getClass().getName(),
                    "Correct the listener, or what lies in the directory.");
        }
    }
}
