package io.secretsbridge.sops.store;

import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.util.List;

/** Any file as a whole: plain it is its bytes, sealed it is JSON in which they are one value. */
final class BinaryStore implements Store {

    /** The key of the one value. */
    static final String KEY = "data";

    private static final String ACTION = "Name the format of the output, with --output-type on the command line";

    private final JsonStore sealed;

    BinaryStore(int indent) {
        this.sealed = new JsonStore(indent);
    }

    @Override
    public Document read(Source source) {
        return this.sealed.read(source);
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        ValueNode content =
                ValueNode.ofCanonical(ValueNode.Type.STRING, source.bytes().clone(), Position.NONE);
        return List.of(MapNode.of(new MapNode.Entry(KEY, content)));
    }

    @Override
    public byte[] write(Document document) {
        return this.sealed.write(document);
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        MapNode branch = SopsBlock.only(branches, "a binary file");
        Node content = branch.get(KEY);
        if (content == null || branch.items().size() > 1) {
            throw Problems.notExpressible(
                    TreePath.ROOT, "a binary file has one key 'data' that holds its content, and no others", ACTION);
        }
        if (content instanceof ValueNode value && isBytes(value)) {
            return value.toByteArray();
        }
        throw Problems.notExpressible(
                TreePath.ROOT.key(KEY), "the content of a binary file is a string, and this is none", ACTION);
    }

    private static boolean isBytes(ValueNode value) {
        return value.isString() || value.type() == ValueNode.Type.BYTES;
    }

    @Override
    public byte[] writeValue(Node node) {
        if (node instanceof ValueNode value && isBytes(value)) {
            return value.toByteArray();
        }
        throw Problems.notExpressible(TreePath.ROOT, "a part of a binary file is a string, and this is none", ACTION);
    }

    @Override
    public boolean usesReservedKey(MapNode branch) {
        return SopsBlock.isIn(branch);
    }
}
