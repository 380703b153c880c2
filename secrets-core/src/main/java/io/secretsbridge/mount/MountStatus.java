package io.secretsbridge.mount;

import io.secretsbridge.SecretsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a watched directory. Names and times, never a value.
 *
 * @param directory the directory
 * @param state whether the last good snapshot is what lies there now
 * @param since when it came into this state
 * @param rotated when a snapshot was last taken over, {@code null} when none was since the beginning
 * @param names the names that are missing or empty when the state is {@link State#INCOMPLETE}, else none
 * @param problem what is wrong when it cannot be read or was refused, else {@code null}
 */
public record MountStatus(
        Path directory,
        State state,
        Instant since,
        @Nullable Instant rotated,
        Set<String> names,
        @Nullable SecretsException problem) {

    /** What was found. In every state but the first the last good snapshot is kept. */
    public enum State {
        /** The last good snapshot is what lies there. */
        CURRENT,
        /** The directory does not exist any more. */
        MISSING,
        /** No file is left, as when an optional Secret is deleted under a running pod. */
        EMPTIED,
        /** A file that was there at the beginning is missing or empty. */
        INCOMPLETE,
        /** It cannot be read, holds too much, or never stands still. */
        UNREADABLE,
        /** It was read, and the listener refused it. */
        REFUSED
    }

    /**
     * Creates a status.
     *
     * @param directory the directory
     * @param state whether the last good snapshot is what lies there now
     * @param since when it came into this state
     * @param rotated when a snapshot was last taken over, or {@code null}
     * @param names the names that are missing or empty
     * @param problem what is wrong, or {@code null}
     */
    public MountStatus {
        SortedSet<String> sorted = new TreeSet<>(names);
        names = Collections.unmodifiableSortedSet(sorted);
    }

    /** Whether another status says the same, its times aside. */
    boolean saysTheSameAs(MountStatus other) {
        return this.state == other.state
                && this.names.equals(other.names)
                && Objects.equals(message(this.problem), message(other.problem));
    }

    private static @Nullable String message(@Nullable SecretsException problem) {
        return (problem == null) ? null : problem.getMessage();
    }
}
