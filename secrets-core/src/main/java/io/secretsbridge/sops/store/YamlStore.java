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
import java.util.List;

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
        if (sealed.isEmpty()) {
            throw Problems.notSealed(source);
        }
        MapNode block = SopsBlock.of(sealed.get(0), source);
        List<MapNode> branches = sealed.stream().map(SopsBlock::removedFrom).toList();
        return new Document(branches, Metadata.read(block, source));
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        if (source.bytes().length == 0) {
            return List.of();
        }
        YamlText text = YamlText.of(source);
        List<MapNode> branches = YamlTreeReader.read(text);
        if (branches.isEmpty()) {
            throw Problems.malformed(
                    source, new Position(1, 1), "the file holds no document, only comments or blank lines");
        }
        return branches;
    }

    @Override
    public byte[] write(Document document) {
        MapNode block = document.metadata().toNode();
        return writePlain(document.branches().stream()
                .map((branch) -> SopsBlock.addedTo(branch, block))
                .toList());
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        YamlExpressible.check(branches);
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
        return SopsBlock.isIn(branch);
    }
}
