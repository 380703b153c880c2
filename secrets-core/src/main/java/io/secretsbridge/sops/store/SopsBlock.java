package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entry {@code sops} at the top of a tree, where all formats but dotenv keep the metadata. */
final class SopsBlock {

    private SopsBlock() {}

    /** Returns whether a tree has the entry. */
    static boolean isIn(MapNode branch) {
        return branch.get(Metadata.KEY) != null;
    }

    /**
     * Finds the one map of that name.
     *
     * @throws SecretsException with reason {@code NOT_SEALED} when there is none, {@code MALFORMED} when there are several
     *         or it is no map
     */
    static MapNode of(MapNode branch, Source source) {
        MapNode.@Nullable Entry found = null;
        for (MapNode.Entry entry : branch.entries()) {
            if (entry.key().equals(Metadata.KEY)) {
                if (found != null) {
                    throw Problems.malformed(source, entry.position(), "there is a second sops block");
                }
                found = entry;
            }
        }
        if (found == null) {
            throw Problems.notSealed(source);
        }
        if (found.value() instanceof MapNode block) {
            return block;
        }
        throw Problems.malformed(source, found.position(), "the sops block is not a map");
    }

    /** Returns a tree without the entry. */
    static MapNode removedFrom(MapNode branch) {
        List<MapNode.Item> items = new ArrayList<>(branch.items());
        items.removeIf(
                item -> item instanceof MapNode.Entry entry && entry.key().equals(Metadata.KEY));
        return new MapNode(items, branch.position());
    }

    /**
     * Returns a tree with the entry at its end.
     *
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when the tree has such an entry of its own
     */
    static MapNode addedTo(MapNode branch, MapNode block) {
        if (isIn(branch)) {
            throw reserved(TreePath.ROOT.key(Metadata.KEY));
        }
        List<MapNode.Item> items = new ArrayList<>(branch.items());
        items.add(new MapNode.Entry(Metadata.KEY, block));
        return new MapNode(items, branch.position());
    }

    static SecretsException reserved(TreePath path) {
        return Problems.notExpressible(path, "the key is reserved for the metadata of a sealed file", "Rename the key");
    }

    /**
     * Returns the one document of a file whose format holds only one.
     *
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when there are more or none
     */
    static MapNode only(List<MapNode> branches, String format) {
        if (branches.size() != 1) {
            throw Problems.notExpressible(
                    TreePath.ROOT,
                    format + " holds exactly one document, and there are " + branches.size(),
                    "Keep the file in YAML, or split it");
        }
        return branches.get(0);
    }
}
