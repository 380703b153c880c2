package io.secretsbridge.interop;

import io.secretsbridge.mount.MountListener;
import io.secretsbridge.mount.MountOptions;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountUpdate;
import io.secretsbridge.mount.MountWatcher;
import io.secretsbridge.mount.MountedDirectory;
import io.secretsbridge.mount.WatchOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps what a watcher hands on, for a look at it afterwards. */
final class MountFollower implements MountListener, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A generation that lacks a key is meant so here. The poll is late, so that what is seen in time was seen by events. */
    private static final WatchOptions OPTIONS =
            WatchOptions.DEFAULT.withFollowRemovals(true).withPollInterval(Duration.ofMinutes(1));

    private final List<MountSnapshot> snapshots = new ArrayList<>();

    private final MountWatcher watcher;

    private MountFollower(Path directory, Duration debounce) {
        this.watcher = MountWatcher.start(
                List.of(MountedDirectory.read(directory, MountOptions.DEFAULT)), OPTIONS.withDebounce(debounce), this);
    }

    static MountFollower of(Path directory, Duration debounce) {
        return new MountFollower(directory, debounce);
    }

    @Override
    public synchronized void rotated(List<MountUpdate> updates) {
        updates.forEach((update) -> this.snapshots.add(update.snapshot()));
        notifyAll();
    }

    synchronized List<MountSnapshot> snapshots() {
        return List.copyOf(this.snapshots);
    }

    /** Waits for a snapshot, and returns after how many milliseconds it came; a negative number when it did not. */
    synchronized long await(Predicate<MountSnapshot> condition) throws InterruptedException {
        long start = System.nanoTime();
        while (this.snapshots.isEmpty() || !condition.test(this.snapshots.get(this.snapshots.size() - 1))) {
            long left = PATIENCE.minusNanos(System.nanoTime() - start).toMillis();
            if (left <= 0) {
                return -1;
            }
            wait(left);
        }
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    /** Waits until the directory is in a state, and returns whether it came to be. */
    boolean awaitState(MountStatus.State state) throws InterruptedException {
        long start = System.nanoTime();
        while (this.watcher.statuses().get(0).state() != state) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /** Returns whether it ended. */
    boolean ended() {
        close();
        return !this.watcher.isRunning();
    }

    @Override
    public void close() {
        this.watcher.close();
    }
}
