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
import java.util.List;

/** Makes the tree of the nodes of a file: aliases become copies, and comments become items. */
final class YamlTreeReader {

    private final YamlText text;

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
                if (!scalar(node).isNull()) {
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
            case SCALAR -> scalar(node);
            case ALIAS -> copy(node);
            case SEQUENCE -> new ListNode(list(node, withComments), node.position());
            case MAPPING -> {
                List<MapNode.Item> items = new ArrayList<>(node.content().size() / 2);
                map(node, items, withComments);
                yield new MapNode(items, node.position());
            }
        };
    }

    private ValueNode scalar(YamlNode node) {
        ValueNode resolved = node.resolved();
        return (resolved != null) ? resolved : YamlScalars.value(node, this.text);
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
        if (target.isOpen()) {
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
        node.setOpen(true);
        this.depth++;
        if (this.depth > YamlLimits.MAX_DEPTH) {
            throw this.text.limitExceeded(node.position(), YamlLimits.TOO_DEEP);
        }
    }

    private void leave(YamlNode node) {
        node.setOpen(false);
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
            if (item.hasComments()) {
                comments(item.head(), false, item.position(), elements);
                comments(item.line(), true, item.position(), elements);
            }
            elements.add(value(item, false));
            if (item.hasComments()) {
                comments(item.foot(), false, item.position(), elements);
            }
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
        List<YamlNode> content = node.content();
        for (int at = 0; at < content.size(); at += 2) {
            YamlNode key = content.get(at);
            YamlNode value = content.get(at + 1);
            Position position = key.position();
            if (!key.hasComments() && !value.hasComments()) {
                items.add(new MapNode.Entry(key(key), value(value, false), position));
                continue;
            }
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
        if (key.isPlainKey()) {
            return key.value();
        }
        YamlNode node = (key.kind() == Kind.ALIAS) ? key.target() : key;
        if (node.kind() == Kind.SCALAR) {
            ValueNode value = scalar(node);
            if (value.isString() && value.isText()) {
                return value.text();
            }
        }
        throw this.text.malformed(key.position(), "a key is not a string: quote it");
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
