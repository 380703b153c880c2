package io.secretsbridge.sops.store;

import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * dotenv: {@code KEY=value} lines and {@code #} comments. As in {@code sops} there are no quotes, no {@code export}, no
 * trimming and no comments behind a value; a backslash and an {@code n} stand for a line end. The block is flat, its keys
 * start with {@code sops_}.
 */
final class DotenvStore implements Store {

    private static final String PREFIX = Metadata.KEY + "_";

    private static final String NAME = "dotenv";

    @Override
    public Document read(Source source) {
        MapNode root = parse(source);
        List<MapNode.Item> items = new ArrayList<>();
        List<MapNode.Entry> block = new ArrayList<>();
        for (MapNode.Item item : root.items()) {
            if (item instanceof MapNode.Entry entry && entry.key().startsWith(PREFIX)) {
                block.add(new MapNode.Entry(entry.key().substring(PREFIX.length()), entry.value(), entry.position()));
            } else {
                items.add(item);
            }
        }
        if (block.isEmpty()) {
            throw Problems.notSealed(source);
        }
        return new Document(
                List.of(new MapNode(items, root.position())),
                Metadata.read(Flattening.unflatten(block, source), source));
    }

    @Override
    public List<MapNode> readPlain(Source source) {
        return List.of(parse(source));
    }

    private static MapNode parse(Source source) {
        byte[] bytes = source.bytes();
        List<MapNode.Item> items = new ArrayList<>();
        int line = 0;
        int start = 0;
        while (start < bytes.length) {
            line++;
            int end = indexOf(bytes, '\n', start, bytes.length);
            if (end > start) {
                items.add(parseLine(source, start, end, line));
            }
            start = end + 1;
        }
        return new MapNode(items, new Position(1, 1));
    }

    private static MapNode.Item parseLine(Source source, int start, int end, int line) {
        byte[] bytes = source.bytes();
        Position position = new Position(line, 1);
        if (bytes[start] == '#') {
            return new CommentNode(text(source, start + 1, end, line, 2), false, position);
        }
        int sign = indexOf(bytes, '=', start, end);
        if (sign == end) {
            throw Problems.malformed(source, position, "the line is neither KEY=value nor a comment");
        }
        String key = text(source, start, sign, line, 1);
        Position valuePosition = new Position(line, key.codePointCount(0, key.length()) + 2);
        ValueNode value = ValueNode.ofCanonical(ValueNode.Type.STRING, unescape(bytes, sign + 1, end), valuePosition);
        return new MapNode.Entry(key, value, position);
    }

    /** Returns the index of the first such byte, or the end. */
    private static int indexOf(byte[] bytes, char sought, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != sought) {
            at++;
        }
        return at;
    }

    private static String text(Source source, int start, int end, int line, int column) {
        byte[] bytes = source.bytes();
        int character = column;
        for (int at = start; at < end; character++) {
            int sequence = Utf8.sequence(bytes, at, end);
            if (sequence == 0) {
                throw Problems.malformed(source, new Position(line, character), "the text is not UTF-8");
            }
            at += sequence;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static byte[] unescape(byte[] bytes, int start, int end) {
        Output value = new Output();
        int plainFrom = start;
        for (int at = start; at + 1 < end; at++) {
            if (bytes[at] == '\\' && bytes[at + 1] == 'n') {
                value.write(bytes, plainFrom, at);
                value.write('\n');
                at++;
                plainFrom = at + 1;
            }
        }
        if (plainFrom == start) {
            return Arrays.copyOfRange(bytes, start, end);
        }
        value.write(bytes, plainFrom, end);
        return value.take();
    }

    @Override
    public byte[] write(Document document) {
        MapNode branch = SopsBlock.only(document.branches(), NAME);
        Output out = new Output();
        for (MapNode.Item item : branch.items()) {
            if (item instanceof MapNode.Entry entry && entry.key().startsWith(PREFIX)) {
                throw SopsBlock.reserved(TreePath.ROOT.key(entry.key()));
            }
            writeItem(item, true, out);
        }
        Map<String, String> block = Flattening.flatten(document.metadata().toNode(), PREFIX);
        block.forEach((key, text) -> writeItem(new MapNode.Entry(key, ValueNode.string(text)), true, out));
        return out.take();
    }

    @Override
    public byte[] writePlain(List<MapNode> branches) {
        Output out = new Output();
        for (MapNode.Item item : SopsBlock.only(branches, NAME).items()) {
            writeItem(item, false, out);
        }
        return out.take();
    }

    private static void writeItem(MapNode.Item item, boolean sealed, Output out) {
        if (item instanceof CommentNode comment) {
            // Only other formats have comments of several lines.
            for (String line : comment.text().split("\n", -1)) {
                out.write('#');
                out.write(line);
                out.write('\n');
            }
        } else if (item instanceof MapNode.Entry entry) {
            TreePath path = TreePath.ROOT.key(entry.key());
            if (entry.key().startsWith("#")
                    || entry.key().indexOf('=') >= 0
                    || entry.key().indexOf('\n') >= 0) {
                throw Problems.notExpressible(
                        path,
                        "the key would be read as something else: it starts with '#', or contains '=' or a line end",
                        "Rename the key, or choose YAML or JSON as the format");
            }
            out.write(entry.key());
            out.write('=');
            writeValue(FlatValues.text(entry.value(), path, sealed, NAME), path, sealed, out);
            out.write('\n');
        }
    }

    private static void writeValue(byte[] text, TreePath path, boolean sealed, Output out) {
        int plainFrom = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                out.write(text, plainFrom, at);
                out.write('\\');
                out.write('n');
                plainFrom = at + 1;
            } else if (sealed && text[at] == 'n' && at > 0 && text[at - 1] == '\\') {
                throw Problems.notExpressible(
                        path,
                        "the value is not sealed, and its backslash before an n would be read as a line end",
                        "Seal it, or choose YAML or JSON as the format");
            }
        }
        out.write(text, plainFrom, text.length);
    }

    @Override
    public byte[] writeValue(Node node) {
        if (node instanceof ValueNode value && value.isString()) {
            return value.toByteArray();
        }
        throw Problems.notExpressible(
                TreePath.ROOT,
                "a value of a dotenv file is a string, and this is none",
                "Choose another output format");
    }

    @Override
    public boolean usesReservedKey(MapNode branch) {
        return branch.entries().stream().anyMatch((entry) -> entry.key().startsWith(PREFIX));
    }
}
