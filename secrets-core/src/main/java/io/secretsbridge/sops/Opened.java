package io.secretsbridge.sops;

import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.List;

/**
 * The plain trees of an opened file, together with how each value was sealed, for {@link Sealer#reseal}.
 */
public final class Opened implements AutoCloseable {

    private final List<MapNode> branches;

    private final KnownSeals seals;

    Opened(List<MapNode> branches, KnownSeals seals) {
        this.branches = List.copyOf(branches);
        this.seals = seals;
    }

    /**
     * Returns the plain trees.
     *
     * @return one tree for each document of the file
     */
    public List<MapNode> branches() {
        return this.branches;
    }

    KnownSeals seals() {
        return this.seals;
    }

    /** Overwrites all values with zeros. Text of comments cannot be overwritten. */
    @Override
    public void close() {
        this.seals.clear();
        this.branches.forEach(Opened::wipe);
    }

    static void wipe(Node node) {
        if (node instanceof ValueNode value) {
            value.wipe();
        } else if (node instanceof MapNode map) {
            map.entries().forEach((entry) -> wipe(entry.value()));
        } else if (node instanceof ListNode list) {
            list.elements().forEach(Opened::wipe);
        }
    }

    @Override
    public String toString() {
        return "Opened";
    }
}
