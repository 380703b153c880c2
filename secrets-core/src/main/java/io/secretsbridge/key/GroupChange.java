package io.secretsbridge.key;

import java.util.List;

/**
 * How the keys of one group change, by their public names.
 *
 * @param kept the keys that stay, in their new order
 * @param added the keys that come
 * @param removed the keys that go
 */
public record GroupChange(List<String> kept, List<String> added, List<String> removed) {

    /**
     * Creates a change.
     *
     * @param kept the keys that stay
     * @param added the keys that come
     * @param removed the keys that go
     */
    public GroupChange {
        kept = List.copyOf(kept);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /**
     * Returns whether anything changes.
     *
     * @return {@code false} when all keys stay and none comes
     */
    public boolean isChange() {
        return !this.added.isEmpty() || !this.removed.isEmpty();
    }
}
