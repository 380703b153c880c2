package io.secretsbridge.sops.store;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.List;

/** JSON: one object, in which the block is the last entry. */
final class JsonStore implements Store {

    private final int indent;

    JsonStore(int indent) {
        if (indent < -1) {
            throw new SecretsException(
                    Reason.INVALID_ARGUMENT,
                    Location.NONE,
                    "the indentation of JSON is " + indent + ", but -1 is the least",
                    "Give the number of spaces, or -1 for a tab");
        }
        this.indent = indent;
    }

    @Override
    public Document read(Source source) {
        MapNode root = JsonReader.read(source);
        MapNode block = SopsBlock.of(root, source);
        return new Document(List.of(SopsBlock.removedFrom(root)), Metadata.read(block, source));
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        return List.of(JsonReader.read(source));
    }

    @Override
    public byte[] write(Document document) {
        MapNode branch = SopsBlock.only(document.branches(), "JSON");
        return JsonWriter.document(SopsBlock.addedTo(branch, document.metadata().toNode()), this.indent);
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        return JsonWriter.document(SopsBlock.only(branches, "JSON"), this.indent);
    }

    @Override
    public byte[] writeValue(Node node) {
        return (node instanceof ValueNode value && value.isString())
                ? value.toByteArray()
                : JsonWriter.value(node, this.indent);
    }

    @Override
    public boolean usesReservedKey(MapNode branch) {
        return SopsBlock.isIn(branch);
    }
}
