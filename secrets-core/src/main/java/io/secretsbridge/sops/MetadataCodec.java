package io.secretsbridge.sops;

import io.secretsbridge.tree.MapNode;
import java.util.List;

/** The {@code sops} block as a tree and back. */
final class MetadataCodec {

    private MetadataCodec() {}

    static Metadata read(MapNode block, Source source) {
        return new Metadata(List.of(), 0, source.name(), block.toString(), Selector.DEFAULT, false, "");
    }

    static MapNode write(Metadata metadata) {
        return metadata.keyGroups().isEmpty() ? MapNode.EMPTY : MapNode.of();
    }
}
