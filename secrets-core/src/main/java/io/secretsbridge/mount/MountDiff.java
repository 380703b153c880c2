package io.secretsbridge.mount;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What differs between two snapshots of a mounted directory, by name and in the order of names. It holds no value.
 *
 * @param added names that only the newer snapshot has
 * @param changed names that both have, with different bytes
 * @param removed names that only the older snapshot has
 */
public record MountDiff(Set<String> added, Set<String> changed, Set<String> removed) {

    /**
     * Creates a difference.
     *
     * @param added names that only the newer snapshot has
     * @param changed names that both have, with different bytes
     * @param removed names that only the older snapshot has
     */
    public MountDiff {
        added = inOrder(added);
        changed = inOrder(changed);
        removed = inOrder(removed);
    }

    private static SortedSet<String> inOrder(Set<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /**
     * Returns whether both snapshots hold the same names and bytes.
     *
     * @return {@code true} when nothing differs
     */
    public boolean isEmpty() {
        return this.added.isEmpty() && this.changed.isEmpty() && this.removed.isEmpty();
    }
}
