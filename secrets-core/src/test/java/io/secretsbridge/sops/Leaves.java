package io.secretsbridge.sops;

import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The values of trees in order, and trees with some of them exchanged. */
final class Leaves {

    final List<ValueNode> values = new ArrayList<>();

    private Leaves() {}

    static Leaves of(List<MapNode> branches) {
        Leaves leaves = new Leaves();
        branches.forEach(leaves::collect);
        return leaves;
    }

    private void collect(Node node) {
        if (node instanceof ValueNode value && !value.isNull()) {
            this.values.add(value);
        } else if (node instanceof MapNode map) {
            map.entries().forEach((entry) -> collect(entry.value()));
        } else if (node instanceof ListNode list) {
            list.elements().forEach(this::collect);
        }
    }

    /** Puts another value in the place of the one with an index in {@link #values}. */
    static List<MapNode> replace(List<MapNode> branches, int index, ValueNode by) {
        AtomicInteger next = new AtomicInteger();
        return map(branches, (value) -> (next.getAndIncrement() == index) ? by : value);
    }

    static List<MapNode> swap(List<MapNode> branches, int one, int other) {
        List<ValueNode> values = of(branches).values;
        return replace(replace(branches, one, values.get(other)), other, values.get(one));
    }

    private static List<MapNode> map(List<MapNode> branches, UnaryOperator<ValueNode> change) {
        return branches.stream().map((branch) -> (MapNode) map(branch, change)).toList();
    }

    private static Node map(Node node, UnaryOperator<ValueNode> change) {
        if (node instanceof ValueNode value && !value.isNull()) {
            return change.apply(value);
        }
        if (node instanceof ListNode list) {
            return new ListNode(
                    list.elements().stream()
                            .map((element) -> map(element, change))
                            .toList(),
                    list.position());
        }
        if (node instanceof MapNode map) {
            List<MapNode.Item> items = new ArrayList<>();
            for (MapNode.Item item : map.items()) {
                items.add((item instanceof MapNode.Entry entry) ? entry.withValue(map(entry.value(), change)) : item);
            }
            return new MapNode(items, map.position());
        }
        return node;
    }
}
