package io.secretsbridge.sops.store;

import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;

/** INI: sections of keys. The block is the last section, and flat; line ends in it are a backslash and an {@code n}. */
final class IniStore implements Store {

    private static final String NAME = "INI";

    @Override
    public Document read(Source source) {
        MapNode root = IniReader.read(source);
        List<MapNode.Entry> block = new ArrayList<>();
        for (MapNode.Entry entry : SopsBlock.of(root, source).entries()) {
            String text = ((ValueNode) entry.value()).text().replace("\\n", "\n");
            block.add(entry.withValue(ValueNode.string(text, entry.value().position())));
        }
        return new Document(
                List.of(SopsBlock.removedFrom(root)), Metadata.read(Flattening.unflatten(block, source), source));
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        return List.of(IniReader.read(source));
    }

    @Override
    public byte[] write(Document document) {
        List<MapNode.Item> block = new ArrayList<>();
        Flattening.flatten(document.metadata().toNode(), "")
                .forEach((key, text) -> block.add(new MapNode.Entry(key, ValueNode.string(text.replace("\n", "\\n")))));
        MapNode branch = SopsBlock.only(document.branches(), NAME);
        MapNode root = SopsBlock.addedTo(branch, MapNode.of(block.toArray(MapNode.Item[]::new)));
        return IniWriter.write(root, true);
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        return IniWriter.write(SopsBlock.only(branches, NAME), false);
    }

    /** Writes what is no string as compact JSON, since INI itself has no other values. */
    @Override
    public byte[] writeValue(Node node) {
        return (node instanceof ValueNode value && value.isString())
                ? value.toByteArray()
                : JsonWriter.value(node, JsonWriter.COMPACT);
    }

    @Override
    public boolean usesReservedKey(MapNode branch) {
        return SopsBlock.isIn(branch);
    }
}
