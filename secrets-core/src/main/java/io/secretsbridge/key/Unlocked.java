package io.secretsbridge.key;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what the groups gave until there is enough of it, and makes the data key, or the error that tells why not. */
final class Unlocked {

    private final int needed;

    private final List<GroupTask.Outcome> outcomes = new ArrayList<>();

    Unlocked(int needed) {
        this.needed = needed;
    }

    /** Takes what one group gave and returns whether that is enough. */
    boolean add(GroupTask.Outcome outcome) {
        this.outcomes.add(outcome);
        return opened().size() >= this.needed;
    }

    private List<DataKey> opened() {
        List<DataKey> opened = new ArrayList<>();
        for (GroupTask.Outcome outcome : this.outcomes) {
            if (outcome.key() != null) {
                opened.add(outcome.key());
            }
        }
        return opened;
    }

    /** Makes the data key, which is the caller's own. */
    DataKey dataKey(boolean shared, Location file) {
        this.outcomes.sort(Comparator.comparingInt(GroupTask.Outcome::group));
        List<DataKey> opened = opened();
        if (opened.size() < this.needed) {
            throw unavailable(shared, file);
        }
        List<byte[]> exposed = opened.stream().map(DataKey::exposeBytes).collect(Collectors.toList());
        try {
            if (shared) {
                exposed.add(Shamir.combine(exposed));
            }
            return DataKey.copyOf(exposed.get(exposed.size() - 1));
        } catch (IllegalArgumentException ex) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    file,
                    "the shares of the key groups do not fit each other",
                    "Restore the sops block from an older version of the file",
                    ex);
        } finally {
            exposed.forEach((bytes) -> Arrays.fill(bytes, (byte) 0));
        }
    }

    private KeyUnavailableException unavailable(boolean shared, Location file) {
        List<Attempt> attempts = new ArrayList<>();
        Set<String> actions = new LinkedHashSet<>();
        List<String> shortGroups = new ArrayList<>();
        for (GroupTask.Outcome outcome : this.outcomes) {
            attempts.addAll(outcome.attempts());
            actions.addAll(outcome.actions());
            if (outcome.key() == null) {
                shortGroups.add(Integer.toString(outcome.group()));
            }
        }
        return new KeyUnavailableException(
                file,
                problem(shared, attempts, shortGroups),
                actions.isEmpty() ? null : String.join("; or: ", actions),
                attempts);
    }

    private String problem(boolean shared, List<Attempt> attempts, List<String> shortGroups) {
        if (shared) {
            return "only " + (this.outcomes.size() - shortGroups.size()) + " of the " + this.needed
                    + " key groups that are needed could be opened; no key works of "
                    + ((shortGroups.size() == 1) ? "group " : "groups ") + String.join(", ", shortGroups) + " of "
                    + this.outcomes.size();
        }
        return attempts.isEmpty() ? "the file names no master key" : "none of the file's master keys can be used here";
    }
}
