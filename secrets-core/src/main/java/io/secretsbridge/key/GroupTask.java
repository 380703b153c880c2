package io.secretsbridge.key;

import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Tries the keys of one group in order until one unwraps. */
final class GroupTask implements Callable<GroupTask.Outcome> {

    /**
     * What became of a group.
     *
     * @param group the number of the group, from 1
     * @param key the data key or share, owned by the cache; {@code null} when no key of the group works
     * @param attempts every key tried
     * @param actions what could be done about those that failed
     */
    record Outcome(int group, @Nullable DataKey key, List<Attempt> attempts, List<String> actions) {}

    private final KeyAccess access;

    private final int group;

    private final List<WrappedKey> keys;

    private final int expectedLength;

    private volatile @Nullable WrappedKey current;

    GroupTask(KeyAccess access, int group, List<WrappedKey> keys, int expectedLength) {
        this.access = access;
        this.group = group;
        this.keys = keys;
        this.expectedLength = expectedLength;
    }

    @Override
    public Outcome call() throws InterruptedException {
        List<Attempt> attempts = new ArrayList<>();
        List<String> actions = new ArrayList<>();
        for (WrappedKey key : this.keys) {
            this.current = key;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String problem;
            try {
                DataKey unwrapped = this.access.unwrap(key);
                if (unwrapped.length() == this.expectedLength) {
                    attempts.add(attempt(key, null));
                    this.current = null;
                    return new Outcome(this.group, unwrapped, attempts, actions);
                }
                problem = "it unwraps to " + unwrapped.length() + " bytes where " + this.expectedLength + " are due";
                actions.add("Restore the sops block from an older version of the file");
            } catch (SecretsException ex) {
                if (ex.reason() == Reason.INTERRUPTED) {
                    throw ex;
                }
                problem = Texts.safe(String.valueOf(ex.getMessage()));
                if (ex.action() != null) {
                    actions.add(ex.action());
                }
            }
            attempts.add(attempt(key, problem));
        }
        this.current = null;
        return new Outcome(this.group, null, attempts, actions);
    }

    private Attempt attempt(WrappedKey key, @Nullable String outcome) {
        MasterKey masterKey = key.masterKey();
        return new Attempt(this.group, masterKey.kind(), this.access.describe(masterKey), outcome);
    }

    /** Returns the key whose service is being waited for, {@code null} when there is none. */
    @Nullable
    WrappedKey current() {
        return this.current;
    }
}
