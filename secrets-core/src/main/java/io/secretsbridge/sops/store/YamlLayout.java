package io.secretsbridge.sops.store;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map or list on its way to text: the comments among its items became comments of the items, in the way of
 * {@code sops}.
 *
 * @param head the comments before the first item
 * @param slots the items
 */
record YamlLayout(String head, List<Slot> slots) {

    /** The layout of what has no items. */
    static final YamlLayout NONE = new YamlLayout("", List.of());

    /**
     * An item of a map or list.
     *
     * @param key the key, or {@code null} in a list
     * @param value the value or element
     * @param head the comments before it
     * @param line the comments at the end of its line
     * @param foot the comments after it
     */
    record Slot(@Nullable String key, Node value, String head, String line, String foot) {

        Slot withFoot(String comments) {
            return new Slot(this.key, this.value, this.head, this.line, comments);
        }
    }

    /** Collects the comments of the items that it meets. */
    private static final class Collector {

        private final List<Slot> slots = new ArrayList<>();

        private final List<String> above = new ArrayList<>();

        private final List<String> beside = new ArrayList<>();

        private String head = "";

        void comment(CommentNode comment) {
            (comment.inline() ? this.beside : this.above).add(comment.text());
        }

        void item(@Nullable String key, Node value) {
            String before = lines(this.above);
            if (this.slots.isEmpty()) {
                this.head = before;
                before = "";
            }
            this.slots.add(new Slot(key, value, before, lines(this.beside), ""));
        }

        YamlLayout layout() {
            this.above.addAll(this.beside);
            String rest = lines(this.above);
            if (this.slots.isEmpty()) {
                return new YamlLayout(rest, this.slots);
            }
            int last = this.slots.size() - 1;
            this.slots.set(last, this.slots.get(last).withFoot(rest));
            return new YamlLayout(this.head, this.slots);
        }

        private static String lines(List<String> comments) {
            if (comments.isEmpty()) {
                return "";
            }
            String lines = "#" + String.join("\n#", comments);
            comments.clear();
            return lines;
        }
    }

    static YamlLayout of(MapNode map) {
        Collector collector = new Collector();
        for (MapNode.Item item : map.items()) {
            if (item instanceof MapNode.Entry entry) {
                collector.item(entry.key(), entry.value());
            } else {
                collector.comment((CommentNode) item);
            }
        }
        return collector.layout();
    }

    static YamlLayout of(ListNode list) {
        Collector collector = new Collector();
        for (Node element : list.elements()) {
            if (element instanceof CommentNode comment) {
                collector.comment(comment);
            } else {
                collector.item(null, element);
            }
        }
        return collector.layout();
    }
}
