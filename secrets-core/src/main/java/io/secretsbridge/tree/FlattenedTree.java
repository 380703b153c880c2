package io.secretsbridge.tree;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree as a list of names and values, named the way Spring Boot names what it reads from YAML: keys joined by {@code .},
 * list elements as {@code [0]}, for example {@code db.hosts[0].password}.
 * <ul>
 * <li>A key that itself contains a dot keeps it: {@code {"a.b": 1}} is {@code a.b}, as is {@code {a: {b: 1}}}. A tree in
 * which both stand is refused, because one secret would hide the other.</li>
 * <li>A key that starts with {@code [} follows without a dot.</li>
 * <li>{@code null}, an empty map and an empty list are the empty text.</li>
 * <li>Comments are left out, and have no index in a list.</li>
 * </ul>
 */
public final class FlattenedTree {

    /**
     * A value of the tree.
     *
     * @param value the value, whose position is its place in the text
     * @param path its place in the tree
     */
    public record Leaf(ValueNode value, TreePath path) {}

    /**
     * The most characters of all names together: 64 Mi. Long keys above many small values would otherwise need memory out of
     * all proportion to the size of the file.
     */
    private static final long MAX_NAME_CHARACTERS = 64L << 20;

    private final String source;

    private long nameCharacters;

    private final Map<String, Leaf> leaves = new LinkedHashMap<>();

    private FlattenedTree(String source) {
        this.source = source;
    }

    /**
     * Flattens the trees of a file.
     *
     * @param branches one tree for each document
     * @param source the name of the file it was read from, for errors
     * @return the names and values in the order of the tree
     * @throws SecretsException with reason {@code MALFORMED} when two values have the same name, and
     * {@code LIMIT_EXCEEDED} when the tree is deeper than {@link Node#MAX_DEPTH} or the names are longer than 64 Mi
     * characters together
     */
    public static FlattenedTree of(List<MapNode> branches, String source) {
        FlattenedTree flattened = new FlattenedTree(source);
        branches.forEach((branch) -> flattened.map(branch, "", TreePath.ROOT, 1));
        return flattened;
    }

    /**
     * Returns the values by name, in the order of the tree.
     *
     * @return the values, unmodifiable
     */
    public Map<String, Leaf> leaves() {
        return Collections.unmodifiableMap(this.leaves);
    }

    private void map(MapNode map, String name, TreePath path, int depth) {
        checkDepth(map, depth);
        for (MapNode.Item item : map.items()) {
            if (item instanceof MapNode.Entry entry) {
                node(entry.value(), join(name, entry.key()), path.key(entry.key()), depth);
            }
        }
    }

    private void list(ListNode list, String name, TreePath path, int depth) {
        checkDepth(list, depth);
        int index = 0;
        int position = 0;
        for (Node element : list.elements()) {
            if (!(element instanceof CommentNode)) {
                node(element, name + "[" + index + "]", path.index(position), depth);
                index++;
            }
            position++;
        }
    }

    private void node(Node node, String name, TreePath path, int depth) {
        if (node instanceof MapNode map && !map.entries().isEmpty()) {
            map(map, name, path, depth + 1);
        } else if (node instanceof ListNode list && hasElements(list)) {
            list(list, name, path, depth + 1);
        } else if (node instanceof ValueNode value && !value.isNull()) {
            leaf(value, name, path);
        } else {
            leaf(ValueNode.string("", node.position()), name, path);
        }
    }

    private void leaf(ValueNode value, String name, TreePath path) {
        // A part of a path costs a few characters' worth even when its key is empty.
        this.nameCharacters += name.length() + 4L * path.parts().size();
        if (this.nameCharacters > MAX_NAME_CHARACTERS) {
            throw tooMuch(value, "the names of the values are too long: more than 64 Mi characters together");
        }
        if (this.leaves.putIfAbsent(name, new Leaf(value, path)) != null) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    at(value, path),
                    "a second value has the name '" + name + "'",
                    "Rename one of the two, or remove it");
        }
    }

    private void checkDepth(Node node, int depth) {
        if (depth > Node.MAX_DEPTH) {
            throw tooMuch(node, "maps and lists are nested more than " + Node.MAX_DEPTH + " levels deep");
        }
    }

    private SecretsException tooMuch(Node node, String problem) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED, at(node, TreePath.ROOT), problem, "Split or flatten the file");
    }

    private Location at(Node node, TreePath path) {
        Position position = node.position();
        return new Location(
                this.source, position.line(), position.column(), path.parts().isEmpty() ? null : path.toString());
    }

    private static boolean hasElements(ListNode list) {
        for (Node element : list.elements()) {
            if (!(element instanceof CommentNode)) {
                return true;
            }
        }
        return false;
    }

    private static String join(String name, String key) {
        return (name.isEmpty() || key.startsWith("[")) ? name + key : name + "." + key;
    }
}
