package io.secretsbridge.sops.store;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * YAML as {@code sops} 3.13 reads and writes it: YAML 1.1 with the types of YAML 1.2, one tree for each document. Anchors,
 * styles, tags and empty lines are not kept; comments are. Maps and lists may nest 1,000 levels deep, and all aliases of a
 * file may stand for 1,000,000 values.
 */
public final class YamlStore implements Store {

    /** The indentation that {@code sops} uses when none is configured. */
    public static final int DEFAULT_INDENT = 4;

    private final int indent;

    /**
     * Creates a store.
     *
     * @param indent the indentation of nested maps; 0 means {@link #DEFAULT_INDENT}, and as in {@code sops} 1 and numbers
     * above 9 mean 2
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when the indentation is negative
     */
    public YamlStore(int indent) {
        if (indent < 0) {
            throw new SecretsException(
                    Reason.INVALID_ARGUMENT,
                    Location.NONE,
                    "the indentation of YAML is negative",
                    "Give a number from 2 to 9");
        }
        this.indent = (indent == 0) ? DEFAULT_INDENT : indent;
    }

    @Override
    public Document read(Source source) {
        List<MapNode> sealed = readPlain(source);
        MapNode block = sealed.isEmpty() ? null : block(sealed.get(0), source);
        if (block == null) {
            throw new SecretsException(
                    Reason.NOT_SEALED,
                    source.location(),
                    "the file has no 'sops' block, so it is not sealed",
                    "Seal it with: secrets encrypt");
        }
        List<MapNode> branches = new ArrayList<>();
        for (MapNode branch : sealed) {
            branches.add(withoutBlock(branch));
        }
        return new Document(branches, Metadata.read(block, source));
    }

    private static @Nullable MapNode block(MapNode branch, Source source) {
        MapNode block = null;
        for (MapNode.Entry entry : branch.entries()) {
            if (!entry.key().equals(Metadata.KEY)) {
                continue;
            }
            if (block != null) {
                throw malformed(source, entry.position(), "there is more than one 'sops' block");
            }
            if (!(entry.value() instanceof MapNode map)) {
                throw malformed(source, entry.position(), "the 'sops' block is not a map");
            }
            block = map;
        }
        return block;
    }

    private static SecretsException malformed(Source source, Position position, String problem) {
        return new SecretsException(
                Reason.MALFORMED, source.at(position), problem, "Restore the file from version control");
    }

    private static MapNode withoutBlock(MapNode branch) {
        List<MapNode.Item> items = new ArrayList<>(branch.items().size());
        for (MapNode.Item item : branch.items()) {
            if (!(item instanceof MapNode.Entry entry && entry.key().equals(Metadata.KEY))) {
                items.add(item);
            }
        }
        return new MapNode(items, branch.position());
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        if (source.bytes().length == 0) {
            return List.of();
        }
        YamlText text = YamlText.of(source);
        List<MapNode> branches = YamlTreeReader.read(text);
        if (branches.isEmpty()) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    source.location(),
                    "the file holds no document, only comments or blank lines",
                    "Add a key");
        }
        return branches;
    }

    @Override
    public byte[] write(Document document) {
        MapNode.Entry block =
                new MapNode.Entry(Metadata.KEY, document.metadata().toNode());
        List<MapNode> sealed = new ArrayList<>();
        for (MapNode branch : document.branches()) {
            if (usesReservedKey(branch)) {
                throw new SecretsException(
                        Reason.NOT_EXPRESSIBLE,
                        Location.NONE,
                        "the document has a key 'sops', which is reserved for the metadata",
                        "Rename the key");
            }
            List<MapNode.Item> items = new ArrayList<>(branch.items());
            items.add(block);
            sealed.add(new MapNode(items, branch.position()));
        }
        return writePlain(sealed);
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        YamlEmitter emitter = new YamlEmitter(this.indent);
        for (MapNode branch : branches) {
            emitter.document(branch);
        }
        return emitter.take();
    }

    @Override
    public byte[] writeValue(Node node) {
        if (node instanceof ValueNode value && value.isString()) {
            return value.toByteArray();
        }
        YamlEmitter emitter = new YamlEmitter(DEFAULT_INDENT);
        emitter.document(node);
        return emitter.take();
    }

    @Override
    public boolean usesReservedKey(MapNode branch) {
        return branch.get(Metadata.KEY) != null;
    }
}
