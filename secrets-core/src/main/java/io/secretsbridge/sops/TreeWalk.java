package io.secretsbridge.sops;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one walk over trees that sealing, opening and the MAC share: depth first, in the order of the file, all documents of
 * a file one after the other. It makes a new tree of what a {@link Visitor} returns, and knows at each value whether it is
 * sealed, its associated data, and its place.
 */
final class TreeWalk {

    /** What is done with the leaves of a tree. Null values and empty containers are no leaves. */
    interface Visitor {

        /**
         * Takes a value.
         *
         * @return what stands in its place; a comment only where a list is walked
         */
        Node value(ValueNode value, boolean sealed);

        /** Takes a comment in a map. */
        CommentNode mapComment(CommentNode comment, boolean sealed);

        /** Takes a comment in a list. */
        Node listComment(CommentNode comment, boolean sealed);
    }

    private static final byte[] NO_KEYS = {':'};

    private final Selection selection;

    private final @Nullable String source;

    private final Deque<Object> path = new ArrayDeque<>();

    /** The keys of the current path, each with a colon after it: the associated data of the format. */
    private byte[] keys = new byte[0];

    TreeWalk(Selection selection, @Nullable String source) {
        this.selection = selection;
        this.source = source;
    }

    List<MapNode> walk(List<MapNode> branches, Visitor visitor) {
        List<MapNode> walked = new ArrayList<>(branches.size());
        for (MapNode branch : branches) {
            walked.add(map(branch, visitor, 1));
        }
        return walked;
    }

    /** Returns the associated data of the value at hand: its keys, without list indices, each followed by a colon. */
    byte[] associatedData() {
        return (this.keys.length == 0) ? NO_KEYS : this.keys;
    }

    /** Returns the place of a node at hand. */
    Location at(Position position) {
        TreePath place = TreePath.ROOT;
        for (Object part : this.path) {
            place = (part instanceof String key) ? place.key(key) : place.index((Integer) part);
        }
        return new Location(
                this.source, position.line(), position.column(), this.path.isEmpty() ? null : place.toString());
    }

    private MapNode map(MapNode map, Visitor visitor, int depth) {
        checkDepth(map, depth);
        List<MapNode.Item> items = new ArrayList<>(map.items().size());
        this.selection.enterLevel();
        byte[] outer = this.keys;
        for (MapNode.Item item : map.items()) {
            if (item instanceof CommentNode comment) {
                this.selection.comment(comment.text());
                items.add(visitor.mapComment(comment, this.selection.sealsComment()));
            } else if (item instanceof MapNode.Entry entry) {
                this.selection.enterKey(entry.key());
                this.path.addLast(entry.key());
                this.keys = append(outer, entry.key());
                Node value = node(entry.value(), visitor, depth);
                if (value instanceof CommentNode) {
                    throw commentAsValue(entry);
                }
                items.add(entry.withValue(value));
                this.keys = outer;
                this.path.removeLast();
                this.selection.leaveKey();
                this.selection.itemDone();
            }
        }
        this.selection.leaveLevel();
        return new MapNode(items, map.position());
    }

    private ListNode list(ListNode list, Visitor visitor, int depth) {
        checkDepth(list, depth);
        List<Node> elements = new ArrayList<>(list.elements().size());
        this.selection.enterLevel();
        int index = 0;
        for (Node element : list.elements()) {
            this.path.addLast(index++);
            if (element instanceof CommentNode comment) {
                this.selection.comment(comment.text());
                elements.add(visitor.listComment(comment, this.selection.sealsComment()));
            } else {
                Node walked = node(element, visitor, depth);
                elements.add(walked);
                if (walked instanceof CommentNode) {
                    // A sealed comment of a list is an element on its own, and as a comment it must not end the
                    // comments
                    // before it: those apply to the element after it.
                    this.selection.comment(sealedText(element));
                } else {
                    this.selection.itemDone();
                }
            }
            this.path.removeLast();
        }
        this.selection.leaveLevel();
        return new ListNode(elements, list.position());
    }

    private Node node(Node node, Visitor visitor, int depth) {
        if (node instanceof MapNode map) {
            return map(map, visitor, depth + 1);
        }
        if (node instanceof ListNode list) {
            return list(list, visitor, depth + 1);
        }
        if (node instanceof ValueNode value && !value.isNull()) {
            return visitor.value(value, this.selection.sealsValue());
        }
        return node;
    }

    private static String sealedText(Node element) {
        return (element instanceof ValueNode value) ? value.text() : "";
    }

    private static byte[] append(byte[] keys, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        byte[] longer = Arrays.copyOf(keys, keys.length + name.length + 1);
        System.arraycopy(name, 0, longer, keys.length, name.length);
        longer[longer.length - 1] = ':';
        return longer;
    }

    private SecretsException commentAsValue(MapNode.Entry entry) {
        return new SecretsException(
                Reason.VALUE_TAMPERED,
                at(entry.position()),
                "the value of a key is a sealed comment",
                "Restore the file from version control");
    }

    private void checkDepth(Node node, int depth) {
        if (depth > Node.MAX_DEPTH) {
            Position position = node.position();
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    new Location(this.source, position.line(), position.column(), null),
                    "maps and lists are nested more than " + Node.MAX_DEPTH + " levels deep",
                    "Flatten the file");
        }
    }
}
