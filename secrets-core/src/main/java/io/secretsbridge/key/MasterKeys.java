package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who can unlock a file: master keys by group, and how many groups are needed. Immutable; each change returns a new value, and
 * takes effect when a file is written with it.
 *
 * @param groups the master keys by group
 * @param threshold how many groups are needed, 0 for all
 */
public record MasterKeys(List<List<MasterKey>> groups, int threshold) {

    /**
     * Creates a value.
     *
     * @param groups the master keys by group
     * @param threshold how many groups are needed, 0 for all
     */
    public MasterKeys {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /**
     * Returns the master keys that a file names.
     *
     * @param wrapped the key groups of the file
     * @param threshold how many groups are needed, 0 for all
     * @return the master keys
     */
    public static MasterKeys of(List<KeyGroup> wrapped, int threshold) {
        return new MasterKeys(
                wrapped.stream()
                        .map((group) ->
                                group.keys().stream().map(WrappedKey::masterKey).toList())
                        .toList(),
                threshold);
    }

    /**
     * Adds keys to the first group.
     *
     * @param keys the keys to add
     * @return the master keys
     */
    public MasterKeys plus(List<MasterKey> keys) {
        List<List<MasterKey>> changed = new ArrayList<>(this.groups);
        List<MasterKey> first = new ArrayList<>(changed.get(0));
        first.addAll(keys);
        changed.set(0, first);
        return new MasterKeys(changed, this.threshold);
    }

    /**
     * Removes keys from all groups.
     *
     * @param leaving which keys to remove
     * @return the master keys; a group may be empty then, with which no file can be written
     */
    public MasterKeys minus(Predicate<MasterKey> leaving) {
        return new MasterKeys(
                this.groups.stream()
                        .map((group) -> group.stream().filter(leaving.negate()).toList())
                        .toList(),
                this.threshold);
    }

    /**
     * Adds a group at the end.
     *
     * @param group the keys of the group
     * @return the master keys
     */
    public MasterKeys plusGroup(List<MasterKey> group) {
        List<List<MasterKey>> changed = new ArrayList<>(this.groups);
        changed.add(group);
        return new MasterKeys(changed, this.threshold);
    }

    /**
     * Removes a group.
     *
     * @param index the index of the group, from 0
     * @return the master keys
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when there is no such group, it is the only one, or fewer
     * would be left than are needed
     */
    public MasterKeys minusGroup(int index) {
        if (index < 0 || index >= this.groups.size()) {
            throw invalid(
                    "there is no key group " + index + ": the file has " + this.groups.size(), "Groups count from 0");
        }
        int left = this.groups.size() - 1;
        if (left == 0) {
            throw invalid("this is the only key group, without which nobody could open the file", "Keep it");
        }
        if (left < this.threshold) {
            throw invalid(
                    "removing this key group will make the Shamir threshold impossible to satisfy: " + this.threshold
                            + " groups are needed, and " + left + " would be left",
                    "Lower the threshold with it");
        }
        List<List<MasterKey>> changed = new ArrayList<>(this.groups);
        changed.remove(index);
        return new MasterKeys(changed, this.threshold);
    }

    private static SecretsException invalid(String problem, String action) {
        return new SecretsException(Reason.INVALID_ARGUMENT, Location.NONE, problem, action);
    }

    /**
     * Returns these keys with another threshold.
     *
     * @param changed how many groups are needed, 0 for all
     * @return the master keys
     */
    public MasterKeys withThreshold(int changed) {
        return new MasterKeys(this.groups, changed);
    }

    /**
     * Returns the threshold as a file has it: with several groups it is always written.
     *
     * @return how many groups are needed, 0 when none is written
     */
    public int writtenThreshold() {
        return (this.threshold == 0 && this.groups.size() > 1) ? this.groups.size() : this.threshold;
    }
}
