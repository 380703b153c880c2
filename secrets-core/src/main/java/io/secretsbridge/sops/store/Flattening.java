package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sops} block as one level of keys, for formats that have no more: the key of a map within is joined by
 * {@code __map_}, the index of a list by {@code __list_}.
 */
final class Flattening {

    private static final String MAP = "__map_";

    private static final String LIST = "__list_";

    /** More than any block of sops has; the deepest is the encryption context of a key in a group. */
    private static final int MAX_DEPTH = 16;

    private Flattening() {}

    /**
     * Flattens a block. Empty maps and lists leave no trace.
     *
     * @param block the block
     * @param prefix what every key starts with
     * @return keys with their text
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when it would not unflatten to the same block
     */
    static Map<String, String> flatten(MapNode block, String prefix) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten(block, prefix, TreePath.ROOT.key(Metadata.KEY), flat);
        return flat;
    }

    private static void flatten(MapNode map, String prefix, TreePath path, Map<String, String> flat) {
        for (MapNode.Entry entry : map.entries()) {
            TreePath place = path.key(entry.key());
            if (entry.key().contains(MAP) || entry.key().contains(LIST)) {
                throw Problems.notExpressible(
                        place,
                        "the key contains '" + MAP + "' or '" + LIST + "', which have a meaning in this format",
                        "Rename it, or choose another format");
            }
            flattenValue(entry.value(), prefix + entry.key(), place, flat);
        }
    }

    private static void flattenValue(Node node, String key, TreePath path, Map<String, String> flat) {
        if (node instanceof MapNode map) {
            flatten(map, key + MAP, path, flat);
        } else if (node instanceof ListNode list) {
            int index = 0;
            for (Node element : list.elements()) {
                if (!(element instanceof CommentNode)) {
                    flattenValue(element, key + LIST + index, path.index(index), flat);
                    index++;
                }
            }
        } else if (node instanceof ValueNode value) {
            String text = new String(FlatText.of(value), StandardCharsets.UTF_8);
            if (text.contains("\\n")) {
                throw Problems.notExpressible(
                        path, "a backslash before an n would be read as a line end", "Choose another format");
            }
            flat.put(key, text);
        }
    }

    /**
     * Makes a block of its flat entries.
     *
     * @param flat the entries, without a prefix
     * @param source the file, for errors
     * @return the block
     * @throws SecretsException with reason {@code MALFORMED} for repeated keys, lists with gaps, and keys that are both a
     *         value and a map or list
     */
    static MapNode unflatten(List<MapNode.Entry> flat, Source source) {
        Part root = new Part(Position.NONE);
        for (MapNode.Entry entry : flat) {
            Part part = root;
            int depth = 0;
            int start = 0;
            boolean index = false;
            while (start >= 0) {
                int end = nextMarker(entry.key(), start);
                String step =
                        entry.key().substring(start, (end < 0) ? entry.key().length() : end);
                part = index ? part.element(step, entry, source) : part.child(step, entry);
                if (++depth > MAX_DEPTH) {
                    throw malformed(source, entry.position(), "goes deeper than any sops block");
                }
                index = end >= 0 && entry.key().startsWith(LIST, end);
                start = (end < 0) ? -1 : end + (index ? LIST.length() : MAP.length());
            }
            if (part.value != null) {
                throw malformed(source, entry.position(), "is there twice");
            }
            part.value = entry.value();
        }
        return (MapNode) root.toNode(source);
    }

    private static int nextMarker(String key, int from) {
        int map = key.indexOf(MAP, from);
        int list = key.indexOf(LIST, from);
        return (map < 0 || (list >= 0 && list < map)) ? list : map;
    }

    private static SecretsException malformed(Source source, Position position, String problem) {
        return Problems.malformed(source, position, "this entry of the sops block " + problem);
    }

    /** A map, list or value that is being put together. */
    private static final class Part {

        private final Position position;

        private final Map<String, Part> children = new LinkedHashMap<>();

        private final Map<Integer, Part> elements = new LinkedHashMap<>();

        private @Nullable Node value;

        Part(Position position) {
            this.position = position;
        }

        Part child(String key, MapNode.Entry entry) {
            return this.children.computeIfAbsent(key, (absent) -> new Part(entry.position()));
        }

        Part element(String index, MapNode.Entry entry, Source source) {
            // Nine digits are more elements than a file can have, and fit an int.
            if (!index.matches("[0-9]{1,9}")) {
                throw malformed(source, entry.position(), "has an index that is no number");
            }
            return this.elements.computeIfAbsent(Integer.valueOf(index), (absent) -> new Part(entry.position()));
        }

        Node toNode(Source source) {
            int kinds = (this.value != null ? 1 : 0)
                    + (this.children.isEmpty() ? 0 : 1)
                    + (this.elements.isEmpty() ? 0 : 1);
            if (kinds > 1) {
                throw malformed(source, this.position, "is both a value and a map or list");
            }
            if (this.value != null) {
                return this.value;
            }
            if (this.elements.isEmpty()) {
                List<MapNode.Item> items = new ArrayList<>();
                this.children.forEach(
                        (key, part) -> items.add(new MapNode.Entry(key, part.toNode(source), part.position)));
                return new MapNode(items, this.position);
            }
            List<Node> nodes = new ArrayList<>();
            for (int index = 0; index < this.elements.size(); index++) {
                Part element = this.elements.get(index);
                if (element == null) {
                    throw malformed(source, this.position, "belongs to a list that lacks an element");
                }
                nodes.add(element.toNode(source));
            }
            return new ListNode(nodes, this.position);
        }
    }
}
