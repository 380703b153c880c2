package io.secretsbridge;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why a changed file may still open. These are all reasons that there are; each stands in {@code docs/threat-model.md} under
 * "What a change of a sealed file can do".
 */
enum SealedChange {
    /** The trees are the same: what changed is layout, or metadata that nothing depends on. */
    NOTHING,
    /** Only comments differ, which the MAC does not cover. */
    COMMENTS,
    /** Only what holds no text differs: null, the empty text, an empty map or list. It adds nothing to the MAC. */
    NO_CONTENT,
    /**
     * Only values that are not sealed differ, in their key, place, type, or where one ends and the next begins; what they say
     * one after the other is the same, unless the MAC covers only what is sealed.
     */
    UNSEALED,
    /** Only the order of keys or elements differs, and what all values say one after the other is the same nevertheless. */
    ORDER;

    private record Leaf(String path, ValueNode.Type type, String text, boolean sealed) {}

    /**
     * Tells why a changed file may open.
     *
     * @param sealed the trees of the file before the change, sealed
     * @param plain the same, opened
     * @param changedSealed the trees of the changed file, sealed
     * @param changedPlain the same, opened
     * @param macOnlyEncrypted whether the MAC of the file covers only what is sealed
     * @throws AssertionError when there is no reason
     */
    static SealedChange of(
            List<MapNode> sealed,
            List<MapNode> plain,
            List<MapNode> changedSealed,
            List<MapNode> changedPlain,
            boolean macOnlyEncrypted) {
        if (plain.equals(changedPlain)) {
            return NOTHING;
        }
        if (stripped(plain, false).equals(stripped(changedPlain, false))) {
            return COMMENTS;
        }
        if (stripped(plain, true).equals(stripped(changedPlain, true))) {
            return NO_CONTENT;
        }
        List<Leaf> before = leaves(sealed, plain);
        List<Leaf> after = leaves(changedSealed, changedPlain);
        if (!sorted(before).equals(sorted(after))) {
            throw new AssertionError(
                    "a sealed value is another one, or at another place: " + before + " became " + after);
        }
        if (!macOnlyEncrypted && !joined(before).equals(joined(after))) {
            throw new AssertionError("the values say something else");
        }
        boolean ordered = before.stream()
                .filter(Leaf::sealed)
                .toList()
                .equals(after.stream().filter(Leaf::sealed).toList());
        return ordered ? UNSEALED : ORDER;
    }

    private static List<Leaf> sorted(List<Leaf> leaves) {
        return leaves.stream()
                .filter(Leaf::sealed)
                .sorted(Comparator.comparing(Leaf::path)
                        .thenComparing(Leaf::text)
                        .thenComparing(Leaf::type))
                .toList();
    }

    private static String joined(List<Leaf> leaves) {
        StringBuilder text = new StringBuilder();
        leaves.forEach((leaf) -> text.append(leaf.text()));
        return text.toString();
    }

    private static List<Leaf> leaves(List<MapNode> sealed, List<MapNode> plain) {
        List<Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < sealed.size(); i++) {
            collect(sealed.get(i), plain.get(i), "", leaves);
        }
        return leaves;
    }

    private static void collect(Node sealed, Node plain, String path, List<Leaf> leaves) {
        if (plain instanceof MapNode map) {
            List<MapNode.Entry> entries = ((MapNode) sealed).entries();
            for (int i = 0; i < entries.size(); i++) {
                MapNode.Entry entry = map.entries().get(i);
                collect(entries.get(i).value(), entry.value(), path + entry.key() + ":", leaves);
            }
        } else if (plain instanceof ListNode list) {
            for (int i = 0; i < list.elements().size(); i++) {
                collect(((ListNode) sealed).elements().get(i), list.elements().get(i), path, leaves);
            }
        } else if (plain instanceof ValueNode value && !value.isNull() && value.length() > 0) {
            boolean wasSealed = !sealed.equals(plain);
            leaves.add(new Leaf(path, value.type(), value.text(), wasSealed));
        }
    }

    private static List<MapNode> stripped(List<MapNode> branches, boolean empties) {
        return branches.stream()
                .map((branch) -> (MapNode) stripped(branch, empties))
                .filter((branch) -> !empties || !branch.items().isEmpty())
                .toList();
    }

    private static Node stripped(Node node, boolean empties) {
        if (node instanceof MapNode map) {
            List<MapNode.Item> items = new ArrayList<>();
            for (MapNode.Entry entry : map.entries()) {
                Node value = stripped(entry.value(), empties);
                if (!empties || !isEmpty(value)) {
                    items.add(new MapNode.Entry(entry.key(), value));
                }
            }
            return new MapNode(items, Position.NONE);
        }
        if (node instanceof ListNode list) {
            return new ListNode(
                    list.elements().stream()
                            .filter((element) -> !(element instanceof CommentNode))
                            .map((element) -> stripped(element, empties))
                            .filter((element) -> !empties || !isEmpty(element))
                            .toList(),
                    Position.NONE);
        }
        return node;
    }

    private static boolean isEmpty(Node node) {
        return (node instanceof MapNode map && map.items().isEmpty())
                || (node instanceof ListNode list && list.elements().isEmpty())
                || (node instanceof ValueNode value && (value.isNull() || value.length() == 0));
    }
}
