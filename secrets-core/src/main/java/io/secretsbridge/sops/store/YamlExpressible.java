package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What neither {@code sops} nor this library would read again, and so must not be written. */
final class YamlExpressible {

    private final Deque<Object> trail = new ArrayDeque<>();

    /** Only in the first document does {@code sops} check that no key repeats. */
    private final boolean first;

    private YamlExpressible(boolean first) {
        this.first = first;
    }

    /**
     * Checks trees that may be from another format, of which keys may repeat and comments may hold anything.
     *
     * @param branches the trees of the documents
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} and the path of the key
     */
    static void check(List<MapNode> branches) {
        for (int index = 0; index < branches.size(); index++) {
            new YamlExpressible(index == 0).checkNode(branches.get(index));
        }
    }

    /**
     * Returns whether the key {@code <<} may have a value: only of maps does {@code sops} read it as such.
     *
     * @param value the value
     * @return whether it is a map or a list of maps
     */
    static boolean canBeMerged(Node value) {
        return value instanceof MapNode
                || (value instanceof ListNode list
                        && list.elements().stream()
                                .allMatch((element) -> element instanceof MapNode || element instanceof CommentNode));
    }

    private void checkNode(Node node) {
        if (this.trail.size() > YamlLimits.MAX_DEPTH) {
            // The emitter refuses it, and this must not run out of stack before.
            return;
        }
        if (node instanceof MapNode map) {
            checkMap(map);
        } else if (node instanceof ListNode list) {
            int index = 0;
            for (Node element : list.elements()) {
                if (element instanceof CommentNode comment) {
                    checkComment(comment);
                    continue;
                }
                this.trail.addLast(index);
                checkNode(element);
                this.trail.removeLast();
                index++;
            }
        }
    }

    private void checkMap(MapNode map) {
        Set<String> seen = new HashSet<>();
        for (MapNode.Item item : map.items()) {
            if (item instanceof MapNode.Entry entry) {
                this.trail.addLast(entry.key());
                if (this.first && !seen.add(entry.key())) {
                    throw Problems.notExpressible(
                            path(),
                            "the key stands twice in its map, which YAML does not allow",
                            "Rename one of them, or keep the file in its format");
                }
                checkNode(entry.value());
                this.trail.removeLast();
            } else if (item instanceof CommentNode comment) {
                checkComment(comment);
            }
        }
    }

    private void checkComment(CommentNode comment) {
        String text = comment.text();
        for (int at = 0; at < text.length(); at++) {
            if (!YamlChars.isAllowed(text.charAt(at))) {
                throw Problems.notExpressible(
                        path(),
                        "a comment there holds a control character, which YAML does not allow",
                        "Remove it, or keep the file in its format");
            }
        }
    }

    private TreePath path() {
        TreePath path = TreePath.ROOT;
        for (Object part : this.trail) {
            path = (part instanceof String key) ? path.key(key) : path.index((Integer) part);
        }
        return path;
    }
}
