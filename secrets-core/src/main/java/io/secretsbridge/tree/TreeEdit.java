package io.secretsbridge.tree;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes a tree at one path, as {@code sops set} and {@code sops unset} do. Trees are immutable: what is returned is a new
 * one that shares everything off the path with the old one. Comments in a list count as elements, as in {@code sops}.
 */
public final class TreeEdit {

    private final @Nullable String source;

    private final TreePath path;

    /**
     * Creates an edit.
     *
     * @param source the name of the file for errors, or {@code null}
     * @param path the place to change, not the root
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when the path is the root, {@code LIMIT_EXCEEDED} when it has
     * more than {@link Node#MAX_DEPTH} parts
     */
    public TreeEdit(@Nullable String source, TreePath path) {
        this.source = source;
        this.path = path;
        if (path.parts().isEmpty()) {
            throw problem(Reason.INVALID_ARGUMENT, path, "the path is empty", "Name a key: [\"key\"]");
        }
        if (path.parts().size() > Node.MAX_DEPTH) {
            throw problem(
                    Reason.LIMIT_EXCEEDED,
                    TreePath.ROOT,
                    "the path has more than " + Node.MAX_DEPTH + " parts",
                    "Make the structure flatter");
        }
    }

    /**
     * Puts a value at the path. Maps and lists that are missing on the way are made; an index past the end of a list appends;
     * a value on the way that is neither map nor list is replaced.
     *
     * @param root the tree
     * @param value the value
     * @return the changed tree
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when the path has a key where the tree has a list, an index
     * where it has a map, or a negative index
     */
    public MapNode set(MapNode root, Node value) {
        return (MapNode) set(root, 0, value);
    }

    private Node set(Node node, int depth, Node value) {
        if (depth == this.path.parts().size()) {
            return value;
        }
        if (node instanceof MapNode map) {
            String key = key(depth);
            int at = indexOf(map, key);
            List<MapNode.Item> items = new ArrayList<>(map.items());
            if (at < 0) {
                items.add(new MapNode.Entry(key, made(depth + 1, value)));
            } else {
                MapNode.Entry entry = (MapNode.Entry) items.get(at);
                items.set(at, entry.withValue(set(entry.value(), depth + 1, value)));
            }
            return new MapNode(items, map.position());
        }
        if (node instanceof ListNode list) {
            int index = index(depth);
            List<Node> elements = new ArrayList<>(list.elements());
            if (index >= elements.size()) {
                elements.add(made(depth + 1, value));
            } else {
                elements.set(index, set(elements.get(index), depth + 1, value));
            }
            return new ListNode(elements, list.position());
        }
        return made(depth, value);
    }

    /** Makes what is missing of the path, with the value at its end. */
    private Node made(int depth, Node value) {
        List<Object> parts = this.path.parts();
        Node made = value;
        for (int i = parts.size() - 1; i >= depth; i--) {
            made = (parts.get(i) instanceof String key)
                    ? MapNode.of(new MapNode.Entry(key, made))
                    : new ListNode(List.of(made), Position.NONE);
        }
        return made;
    }

    /**
     * Removes what is at the path.
     *
     * @param root the tree
     * @return the changed tree
     * @throws SecretsException with reason {@code NOT_FOUND} when there is nothing, {@code INVALID_ARGUMENT} when the path leads
     * into a value that is neither map nor list, has a key where the tree has a list, or a negative index
     */
    public MapNode unset(MapNode root) {
        return (MapNode) unset(root, 0);
    }

    private Node unset(Node node, int depth) {
        boolean last = depth == this.path.parts().size() - 1;
        if (node instanceof MapNode map) {
            int at = (this.path.parts().get(depth) instanceof String key) ? indexOf(map, key) : -1;
            if (at < 0) {
                throw notFound(depth);
            }
            List<MapNode.Item> items = new ArrayList<>(map.items());
            if (last) {
                items.remove(at);
            } else {
                MapNode.Entry entry = (MapNode.Entry) items.get(at);
                items.set(at, entry.withValue(unset(entry.value(), depth + 1)));
            }
            return new MapNode(items, map.position());
        }
        if (node instanceof ListNode list) {
            int index = index(depth);
            List<Node> elements = new ArrayList<>(list.elements());
            if (index >= elements.size()) {
                throw notFound(depth);
            }
            if (last) {
                elements.remove(index);
            } else {
                elements.set(index, unset(elements.get(index), depth + 1));
            }
            return new ListNode(elements, list.position());
        }
        throw problem(
                Reason.INVALID_ARGUMENT,
                upTo(depth),
                "the path leads into a value that is neither map nor list",
                "Check the path, beginning with its first part");
    }

    private static int indexOf(MapNode map, String key) {
        for (int i = 0; i < map.items().size(); i++) {
            if (map.items().get(i) instanceof MapNode.Entry entry && entry.key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private String key(int depth) {
        if (this.path.parts().get(depth) instanceof String key) {
            return key;
        }
        throw problem(
                Reason.INVALID_ARGUMENT,
                upTo(depth + 1),
                "the path has an index where the file has a map",
                "Name the key in quotes: [\"key\"]");
    }

    private int index(int depth) {
        if (this.path.parts().get(depth) instanceof Integer index && index >= 0) {
            return index;
        }
        throw problem(
                Reason.INVALID_ARGUMENT,
                upTo(depth + 1),
                "the file has a list here, and the path no index",
                "Give an index from 0: [0]");
    }

    private TreePath upTo(int depth) {
        TreePath up = TreePath.ROOT;
        for (Object part : this.path.parts().subList(0, depth)) {
            up = (part instanceof String key) ? up.key(key) : up.index((Integer) part);
        }
        return up;
    }

    private SecretsException notFound(int depth) {
        return problem(
                Reason.NOT_FOUND,
                upTo(depth + 1),
                "there is nothing at this path",
                "Check the path, beginning with its first part");
    }

    private SecretsException problem(Reason reason, TreePath place, String problem, String action) {
        return new SecretsException(reason, new Location(this.source, 0, 0, place.toString()), problem, action);
    }
}
