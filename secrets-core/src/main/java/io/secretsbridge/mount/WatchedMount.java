package io.secretsbridge.mount;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One watched directory: what it held when it was last good, and how what lies there now compares with that. Used by one
 * thread; only the status is read by others.
 */
final class WatchedMount {

    /** A refused update may need a key service that is away: asked again, but not for ever every few seconds. */
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    private final WatchOptions watching;

    private MountSnapshot good;

    /** What the application started with, and relies on. */
    private Set<String> required;

    private @Nullable Listing seen;

    private @Nullable Object seenKey;

    private Duration retryPause;

    private long retryAt;

    private volatile MountStatus status;

    WatchedMount(MountSnapshot first, WatchOptions watching) {
        this.watching = watching;
        this.good = first;
        this.required = withContent(first);
        this.retryPause = watching.pollInterval();
        this.status = new MountStatus(first.directory(), State.CURRENT, Instant.now(), null, Set.of(), null);
    }

    private static Set<String> withContent(MountSnapshot snapshot) {
        Set<String> names = new TreeSet<>();
        for (MountedFile file : snapshot.files()) {
            if (!file.isEmpty()) {
                names.add(file.name());
            }
        }
        return names;
    }

    Path directory() {
        return this.good.directory();
    }

    MountStatus status() {
        return this.status;
    }

    /** Returns whether a refused update is due to be offered again. */
    boolean isRetryDue(long now) {
        return this.status.state() == State.REFUSED && now - this.retryAt >= 0;
    }

    boolean isRefused() {
        return this.status.state() == State.REFUSED;
    }

    /**
     * Returns whether reading may show something else than the last time. Costs one link for a Kubernetes volume and a listing
     * for others.
     */
    boolean mayHaveChanged() {
        Listing before = this.seen;
        if (before == null || this.status.state() == State.UNREADABLE || this.status.state() == State.MISSING) {
            return true;
        }
        try {
            String generation = before.generation();
            return (generation != null)
                    ? !generation.equals(Listing.generationOf(directory())) || !Objects.equals(this.seenKey, fileKey())
                    : !before.equals(Listing.of(directory(), this.good.options()));
        } catch (IOException | SecretsException ex) {
            return true;
        }
    }

    /** Tells apart two volumes that lay at the same place and name their generations alike. */
    private @Nullable Object fileKey() throws IOException {
        Path data = directory().resolve(Listing.DATA_LINK);
        return Files.exists(data)
                ? Files.readAttributes(data, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** Reads the directory. Returns the update that it brings, or {@code null} when it brings none that may be taken over. */
    @Nullable
    MountUpdate read() {
        // Listed before it is read: what changes in between is seen at the next look.
        Listing listing = list();
        MountSnapshot snapshot;
        try {
            snapshot = MountedDirectory.read(directory(), this.good.options());
        } catch (SecretsException ex) {
            failed(ex);
            return null;
        }
        this.seen = listing;
        if (!isComplete(snapshot)) {
            return null;
        }
        MountDiff diff = snapshot.since(this.good);
        if (diff.isEmpty()) {
            this.good = snapshot;
            become(State.CURRENT, Set.of(), null);
            return null;
        }
        return new MountUpdate(snapshot, diff);
    }

    private @Nullable Listing list() {
        try {
            this.seenKey = fileKey();
            return Listing.of(directory(), this.good.options());
        } catch (IOException | SecretsException ex) {
            return null;
        }
    }

    private void failed(SecretsException ex) {
        this.seen = null;
        if (ex.reason() == Reason.INTERRUPTED) {
            throw ex;
        }
        boolean missing = ex.reason() == Reason.NOT_FOUND && !Files.exists(directory());
        if (missing && this.good.names().isEmpty()) {
            become(State.CURRENT, Set.of(), null);
        } else {
            become(missing ? State.MISSING : State.UNREADABLE, Set.of(), ex);
        }
    }

    private boolean isComplete(MountSnapshot snapshot) {
        if (snapshot.names().isEmpty() && !this.good.names().isEmpty()) {
            become(State.EMPTIED, Set.of(), null);
            return false;
        }
        Set<String> lost = lost(snapshot);
        if (!lost.isEmpty() && !this.watching.followRemovals()) {
            become(State.INCOMPLETE, lost, null);
            return false;
        }
        return true;
    }

    /**
     * Files that came later may go again: agents leave temporary ones. None may become empty, for that is how a file looks
     * while it is written anew.
     */
    private Set<String> lost(MountSnapshot snapshot) {
        Set<String> emptied = withContent(this.good);
        emptied.retainAll(snapshot.names());
        Set<String> lost = new TreeSet<>(this.required);
        lost.addAll(emptied);
        lost.removeAll(withContent(snapshot));
        return lost;
    }

    void accepted(MountSnapshot snapshot) {
        if (this.good.names().isEmpty()) {
            this.required = withContent(snapshot);
        }
        this.good = snapshot;
        this.retryPause = this.watching.pollInterval();
        become(State.CURRENT, Set.of(), null, Instant.now());
    }

    void refused(SecretsException problem, long now) {
        this.retryAt = now + this.retryPause.toNanos();
        Duration longer = this.retryPause.multipliedBy(2);
        if (longer.compareTo(LONGEST_RETRY) <= 0) {
            this.retryPause = longer;
        }
        become(State.REFUSED, Set.of(), problem);
    }

    private void become(State state, Set<String> names, @Nullable SecretsException problem) {
        become(state, names, problem, this.status.rotated());
    }

    private void become(State state, Set<String> names, @Nullable SecretsException problem, @Nullable Instant rotated) {
        Instant since = (state == this.status.state()) ? this.status.since() : Instant.now();
        this.status = new MountStatus(directory(), state, since, rotated, names, problem);
    }
}
