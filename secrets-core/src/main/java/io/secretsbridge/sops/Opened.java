package io.secretsbridge.sops;

import io.secretsbridge.tree.MapNode;
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

    /**
     * Overwrites all values that were sealed with zeros. Values that the file holds in plain text stay, because stores may
     * share their bytes, and text of comments cannot be overwritten.
     */
    @Override
    public void close() {
        this.seals.wipe();
    }

    @Override
    public String toString() {
        return "Opened";
    }
}
