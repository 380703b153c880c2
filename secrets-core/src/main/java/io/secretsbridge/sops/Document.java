package io.secretsbridge.sops;

import io.secretsbridge.tree.MapNode;
import java.util.List;

/**
 * A sealed file: its trees, in which sealed values are still sealed, and its metadata. Nothing of it may be used as a
 * secret; an {@link Opener} makes plaintext of it.
 *
 * @param branches one tree for each document of the file, without the {@code sops} block; always one except in YAML
 * @param metadata what the {@code sops} block says
 */
public record Document(List<MapNode> branches, Metadata metadata) {

    /**
     * Creates a document.
     *
     * @param branches one tree for each document of the file
     * @param metadata what the {@code sops} block says
     */
    public Document {
        branches = List.copyOf(branches);
    }
}
