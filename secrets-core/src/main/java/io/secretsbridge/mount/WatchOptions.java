package io.secretsbridge.mount;

import java.time.Duration;

/**
 * How mounted directories are watched. Immutable; start at {@link #DEFAULT}.
 *
 * @param pollInterval how often a directory is looked at although nothing was heard of it, 100 milliseconds at least. Some file
 * systems report no changes at all, and a system can run out of watches
 * @param debounce how long nothing may be heard of a directory before it is looked at after a change, zero at least. Changes
 * that never end are cut off after ten times as long
 * @param followRemovals whether a file that was there at the beginning may vanish or become empty. When {@code false}, a
 * directory without it is taken for an update that went wrong
 */
public record WatchOptions(Duration pollInterval, Duration debounce, boolean followRemovals) {

    private static final Duration SHORTEST_POLL_INTERVAL = Duration.ofMillis(100);

    /** Longer than any sane one, and short enough to be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * Looks every 10 seconds, waits 200 milliseconds for a change to end, follows no removals. One look at a Kubernetes volume
     * is the reading of one link.
     */
    public static final WatchOptions DEFAULT = new WatchOptions(Duration.ofSeconds(10), Duration.ofMillis(200), false);

    /**
     * Creates options.
     *
     * @param pollInterval how often a directory is looked at although nothing was heard of it
     * @param debounce how long nothing may be heard of a directory before it is looked at after a change
     * @param followRemovals whether a file that was there at the beginning may vanish or become empty
     * @throws IllegalArgumentException when a time is out of range
     */
    public WatchOptions {
        if (pollInterval.compareTo(SHORTEST_POLL_INTERVAL) < 0 || pollInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The poll interval must be 100 milliseconds to 365 days");
        }
        if (debounce.isNegative() || debounce.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The debounce must be 0 to 365 days");
        }
    }

    /**
     * Returns options with another poll interval.
     *
     * @param interval the interval, 100 milliseconds at least
     * @return the options
     * @throws IllegalArgumentException when it is out of range
     */
    public WatchOptions withPollInterval(Duration interval) {
        return new WatchOptions(interval, this.debounce, this.followRemovals);
    }

    /**
     * Returns options with another debounce.
     *
     * @param time the time, zero at least
     * @return the options
     * @throws IllegalArgumentException when it is out of range
     */
    public WatchOptions withDebounce(Duration time) {
        return new WatchOptions(this.pollInterval, time, this.followRemovals);
    }

    /**
     * Returns options that differ in whether removals are followed.
     *
     * @param follow {@code true} to let files vanish or become empty
     * @return the options
     */
    public WatchOptions withFollowRemovals(boolean follow) {
        return new WatchOptions(this.pollInterval, this.debounce, follow);
    }
}
