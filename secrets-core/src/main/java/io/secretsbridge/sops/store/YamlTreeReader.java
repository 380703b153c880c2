package io.secretsbridge.sops.store;

import io.secretsbridge.sops.store.YamlComposer.YamlDocument;
import io.secretsbridge.sops.store.YamlNode.Kind;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the tree of the nodes of a file: aliases become copies, and comments become items. */
final class YamlTreeReader {

    private final YamlText text;

    private final Set<YamlNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean first;

    private int depth;

    private int aliases;

    /** The outermost alias that is being copied. */
    private Position alias = Position.NONE;

    private int expanded;

    private YamlTreeReader(YamlText text) {
        this.text = text;
    }

    /**
     * Returns the trees of a file.
     *
     * @param text its text
     * @return one tree for each document
     */
    static List<MapNode> read(YamlText text) {
        YamlTreeReader reader = new YamlTreeReader(text);
        List<MapNode> branches = new ArrayList<>();
        for (YamlDocument document : new YamlComposer(text).documents()) {
            reader.first = branches.isEmpty();
            branches.add(reader.branch(document));
        }
        return branches;
    }

    private MapNode branch(YamlDocument document) {
        List<MapNode.Item> items = new ArrayList<>();
        Position position = document.root().position();
        comments(document.head(), false, position, items);
        root(document.root(), items);
        comments(document.foot(), false, position, items);
        return new MapNode(items, position);
    }

    private void root(YamlNode node, List<MapNode.Item> items) {
        switch (node.kind()) {
            case MAPPING -> map(node, items, true);
            case ALIAS -> {
                comments(node.head(), false, node.position(), items);
                comments(node.line(), false, node.position(), items);
                root(node.target(), items);
                comments(node.foot(), false, node.position(), items);
            }
            case SEQUENCE -> throw this.text.malformed(node.position(), "the document is a list, not a map of keys");
            case SCALAR -> {
                if (!YamlScalars.value(node, this.text).isNull()) {
                    throw this.text.malformed(node.position(), "the document is a single value, not a map of keys");
                }
                comments(node.head(), false, node.position(), items);
                comments(node.line(), false, node.position(), items);
            }
        }
    }

    private Node value(YamlNode node, boolean withComments) {
        count();
        return switch (node.kind()) {
            case SCALAR -> YamlScalars.value(node, this.text);
            case ALIAS -> copy(node);
            case SEQUENCE -> new ListNode(list(node, withComments), node.position());
            case MAPPING -> {
                List<MapNode.Item> items = new ArrayList<>();
                map(node, items, withComments);
                yield new MapNode(items, node.position());
            }
        };
    }

    private void count() {
        if (this.aliases > 0) {
            this.expanded++;
            if (this.expanded > YamlLimits.MAX_EXPANDED) {
                throw this.text.limitExceeded(this.alias, YamlLimits.TOO_MANY);
            }
        }
    }

    private Node copy(YamlNode alias) {
        YamlNode target = alias.target();
        if (this.open.contains(target)) {
            throw this.text.malformed(alias.position(), "an alias stands inside of what it stands for");
        }
        if (this.aliases == 0) {
            this.alias = alias.position();
        }
        this.aliases++;
        Node copy = value(target, true);
        this.aliases--;
        return copy;
    }

    private void enter(YamlNode node) {
        this.open.add(node);
        this.depth++;
        if (this.depth > YamlLimits.MAX_DEPTH) {
            throw this.text.limitExceeded(node.position(), YamlLimits.TOO_DEEP);
        }
    }

    private void leave(YamlNode node) {
        this.open.remove(node);
        this.depth--;
    }

    private List<Node> list(YamlNode node, boolean withComments) {
        enter(node);
        List<Node> elements = new ArrayList<>();
        if (withComments) {
            comments(node.head(), false, node.position(), elements);
            comments(node.line(), false, node.position(), elements);
        }
        for (YamlNode item : node.content()) {
            comments(item.head(), false, item.position(), elements);
            comments(item.line(), true, item.position(), elements);
            elements.add(value(item, false));
            comments(item.foot(), false, item.position(), elements);
        }
        if (withComments) {
            comments(node.foot(), false, node.position(), elements);
        }
        leave(node);
        return elements;
    }

    private void map(YamlNode node, List<MapNode.Item> items, boolean withComments) {
        enter(node);
        if (withComments) {
            comments(node.head(), false, node.position(), items);
            comments(node.line(), false, node.position(), items);
        }
        if (this.first) {
            checkKeys(node);
        }
        List<YamlNode> content = node.content();
        for (int at = 0; at < content.size(); at += 2) {
            YamlNode key = content.get(at);
            YamlNode value = content.get(at + 1);
            Position position = key.position();
            comments(key.head(), false, position, items);
            comments(key.line(), false, position, items);
            if (value.isScalarOrAlias()) {
                comments(value.head(), false, value.position(), items);
                comments(value.line(), true, value.position(), items);
            }
            items.add(new MapNode.Entry(key(key), value(value, !value.isScalarOrAlias()), position));
            if (value.isScalarOrAlias()) {
                comments(value.foot(), false, value.position(), items);
            }
            comments(key.foot(), false, position, items);
        }
        if (withComments) {
            comments(node.foot(), false, node.position(), items);
        }
        leave(node);
    }

    private String key(YamlNode key) {
        YamlNode node = (key.kind() == Kind.ALIAS) ? key.target() : key;
        if (node.kind() == Kind.SCALAR) {
            if (YamlScalars.isPlainlyString(node)) {
                return node.value();
            }
            ValueNode value = YamlScalars.value(node, this.text);
            if (value.isString() && value.isText()) {
                return value.text();
            }
        }
        throw this.text.malformed(key.position(), "a key is not a string: quote it");
    }

    /** Checks what {@code sops} checks in the first document only. */
    private void checkKeys(YamlNode node) {
        List<YamlNode> content = node.content();
        Map<Object, YamlNode> seen = new HashMap<>(content.size());
        for (int at = 0; at < content.size(); at += 2) {
            YamlNode key = content.get(at);
            Object name = (key.kind() == Kind.SCALAR) ? key.value() : List.of(key.kind(), key.value());
            YamlNode same = seen.putIfAbsent(name, key);
            if (same != null) {
                throw this.text.malformed(
                        key.position(),
                        "this key stands in the same map on line "
                                + same.position().line() + " already");
            }
            if (YamlScalars.MERGE_TAG.equals(key.tag()) && key.value().equals(YamlScalars.MERGE_KEY)) {
                checkMerge(content.get(at + 1));
            }
        }
    }

    private void checkMerge(YamlNode value) {
        boolean fits = isMap(value);
        if (value.kind() == Kind.SEQUENCE) {
            fits = value.content().stream().allMatch(YamlTreeReader::isMap);
        }
        if (!fits) {
            throw this.text.malformed(value.position(), "the value of the key '<<' must be a map or a list of maps");
        }
    }

    private static boolean isMap(YamlNode value) {
        YamlNode node = (value.kind() == Kind.ALIAS) ? value.target() : value;
        return node.kind() == Kind.MAPPING;
    }

    private static void comments(String lines, boolean inline, Position position, List<? super CommentNode> items) {
        if (lines.isEmpty()) {
            return;
        }
        for (String line : lines.split("\n", -1)) {
            if (!line.isEmpty()) {
                items.add(new CommentNode(line.substring(1), inline, position));
            }
        }
    }
}
