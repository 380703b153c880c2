package io.secretsbridge.key;

import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Tries the keys of one group in order until one unwraps, those first that were unwrapped before. A key whose service can
 * answer later is tried again, after all others and when its pause is over.
 */
final class GroupTask implements Callable<GroupTask.Outcome>, AutoCloseable {

    /**
     * What became of a group.
     *
     * @param group the number of the group, from 1
     * @param key the data key or share, owned by the task; {@code null} when no key of the group works
     * @param attempts every key tried
     * @param actions what could be done about those that failed
     */
    record Outcome(int group, @Nullable DataKey key, List<Attempt> attempts, List<String> actions) {}

    /** What became of one key; the problem is {@code null} when it works. */
    private record Trial(@Nullable String problem, @Nullable String action) {}

    private final KeyAccess access;

    private final int group;

    private final List<WrappedKey> keys;

    private final int expectedLength;

    private final long deadline;

    /** The last trial of each key, in the order of the first. */
    private final Map<WrappedKey, Trial> trials = new LinkedHashMap<>();

    private volatile @Nullable WrappedKey current;

    private @Nullable DataKey unwrapped;

    private boolean closed;

    GroupTask(KeyAccess access, int group, List<WrappedKey> keys, int expectedLength, long deadline) {
        this.access = access;
        this.group = group;
        this.keys = keys;
        this.expectedLength = expectedLength;
        this.deadline = deadline;
    }

    @Override
    public Outcome call() throws InterruptedException {
        List<WrappedKey> pending = new ArrayList<>(this.keys);
        pending.sort(Comparator.comparing((key) -> !this.access.isKnown(key)));
        while (!pending.isEmpty()) {
            Duration wait = Duration.ofNanos(Long.MAX_VALUE);
            for (Iterator<WrappedKey> rest = pending.iterator(); rest.hasNext(); ) {
                WrappedKey key = rest.next();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!isPaused(key)) {
                    DataKey result = tryKey(key);
                    if (result != null) {
                        return outcome(result);
                    }
                }
                UnwrappedKeys.Pause pause = this.access.pause(key);
                if (pause == null) {
                    rest.remove();
                } else if (wait.compareTo(pause.rest()) > 0) {
                    wait = pause.rest();
                }
            }
            if (!pending.isEmpty()) {
                if (wait.toNanos() >= this.deadline - System.nanoTime()) {
                    // What is left of the time would pass in vain.
                    break;
                }
                Thread.sleep(wait.toMillis() + 1);
            }
        }
        return outcome(null);
    }

    /** Whether it is known already, from here or another file, that asking now is no use. */
    private boolean isPaused(WrappedKey key) {
        UnwrappedKeys.Pause pause = this.access.pause(key);
        if (pause == null || pause.rest().isZero()) {
            return false;
        }
        note(key, problem(pause.failure()), pause.failure().action());
        return true;
    }

    private @Nullable DataKey tryKey(WrappedKey key) throws InterruptedException {
        this.current = key;
        try {
            DataKey result = this.access.unwrap(key);
            if (result.length() == this.expectedLength) {
                note(key, null, null);
                return result;
            }
            note(
                    key,
                    "it unwraps to " + result.length() + " bytes where " + this.expectedLength + " are due",
                    "Restore the sops block from an older version of the file");
            result.close();
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            note(key, problem(ex), ex.action());
        }
        this.current = null;
        return null;
    }

    private static String problem(SecretsException ex) {
        return Texts.safe(String.valueOf(ex.getMessage()));
    }

    private void note(WrappedKey key, @Nullable String problem, @Nullable String action) {
        synchronized (this.trials) {
            this.trials.put(key, new Trial(problem, action));
        }
    }

    private Outcome outcome(@Nullable DataKey result) {
        this.current = null;
        synchronized (this.trials) {
            this.unwrapped = result;
            if (this.closed) {
                close();
            }
        }
        return new Outcome(this.group, result, attempts(), actions());
    }

    /** Returns every key tried so far, also while it is being done. */
    List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        synchronized (this.trials) {
            this.trials.forEach((key, trial) -> attempts.add(new Attempt(
                    this.group,
                    key.masterKey().kind(),
                    this.access.describe(key.masterKey()),
                    withCount(key, trial.problem()))));
        }
        return attempts;
    }

    private @Nullable String withCount(WrappedKey key, @Nullable String problem) {
        UnwrappedKeys.Pause pause = (problem != null) ? this.access.pause(key) : null;
        return (pause != null && pause.failures() > 1) ? problem + " (asked " + pause.failures() + " times)" : problem;
    }

    /** Returns what could be done about those that failed. */
    List<String> actions() {
        List<String> actions = new ArrayList<>();
        synchronized (this.trials) {
            for (Trial trial : this.trials.values()) {
                if (trial.action() != null) {
                    actions.add(trial.action());
                }
            }
        }
        return actions;
    }

    /** Returns the key whose service is being waited for, {@code null} when there is none. */
    @Nullable
    WrappedKey current() {
        return this.current;
    }

    /** Wipes what was unwrapped, also when that is still to come. */
    @Override
    public void close() {
        synchronized (this.trials) {
            this.closed = true;
            if (this.unwrapped != null) {
                this.unwrapped.close();
            }
        }
    }
}
