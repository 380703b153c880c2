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
import java.util.ArrayDeque;
import java.util.ArrayList;
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

    /**
     * The most bytes of key paths of all sealed values together: 256 MiB. Long keys above many small values would otherwise
     * cost time and memory out of all proportion to the size of the file.
     */
    private static final long MAX_PATH_BYTES = 256L << 20;

    private final Selection selection;

    private final @Nullable String source;

    private final Deque<Object> path = new ArrayDeque<>();

    private final KeyPath keys = new KeyPath();

    private long pathBytes;

    /** A hash of the number of the document and of the indices of the lists on the path. */
    private int place;

    TreeWalk(Selection selection, @Nullable String source) {
        this.selection = selection;
        this.source = source;
    }

    List<MapNode> walk(List<MapNode> branches, Visitor visitor) {
        List<MapNode> walked = new ArrayList<>(branches.size());
        for (MapNode branch : branches) {
            this.place = walked.size();
            walked.add(map(branch, visitor, 1));
        }
        return walked;
    }

    /** Returns the associated data of the value at hand, which must not be changed. */
    byte[] associatedData() {
        byte[] associatedData = this.keys.associatedData();
        this.pathBytes += associatedData.length;
        if (this.pathBytes > MAX_PATH_BYTES) {
            throw tooMuch(Position.NONE, "the key paths of the values are too long: more than 256 MiB together");
        }
        return associatedData;
    }

    /**
     * Returns a number that tells the node at hand from others with the same associated data: from the other elements of a list,
     * and from the same key of another document. Different nodes seldom have the same.
     */
    int place() {
        return this.place;
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
        for (MapNode.Item item : map.items()) {
            if (item instanceof CommentNode comment) {
                this.selection.comment(comment.text());
                items.add(visitor.mapComment(comment, this.selection.sealsComment()));
            } else if (item instanceof MapNode.Entry entry) {
                this.selection.enterKey(entry.key());
                this.path.addLast(entry.key());
                this.keys.push(entry.key());
                Node value = node(entry.value(), visitor, depth);
                if (value instanceof CommentNode) {
                    throw commentAsValue(entry);
                }
                items.add(entry.withValue(value));
                this.keys.pop();
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
        int outer = this.place;
        for (Node element : list.elements()) {
            this.place = 31 * outer + index + 1;
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
        this.place = outer;
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

    private SecretsException commentAsValue(MapNode.Entry entry) {
        return new SecretsException(
                Reason.VALUE_TAMPERED,
                at(entry.position()),
                "the value of a key is a sealed comment",
                "Restore the file from version control");
    }

    private void checkDepth(Node node, int depth) {
        if (depth > Node.MAX_DEPTH) {
            throw tooMuch(node.position(), "maps and lists are nested more than " + Node.MAX_DEPTH + " levels deep");
        }
    }

    private SecretsException tooMuch(Position position, String problem) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED,
                new Location(this.source, position.line(), position.column(), null),
                problem,
                "Split the file, or flatten it");
    }
}
