package io.secretsbridge.lint.yaml;

import java.util.List;

/** A list. */
public final class YamlSequence implements YamlNode {

    private final List<YamlNode> items;

    private final boolean flow;

    private final Span span;

    private final long size;

    YamlSequence(List<YamlNode> items, boolean flow, Span span) {
        this.items = List.copyOf(items);
        this.flow = flow;
        this.span = span;
        this.size = 1 + items.stream().mapToLong(YamlNode::size).sum();
    }

    /** Returns the items. */
    public List<YamlNode> items() {
        return this.items;
    }

    /** Returns whether it is written in brackets. */
    public boolean isFlow() {
        return this.flow;
    }

    @Override
    public Span span() {
        return this.span;
    }

    @Override
    public long size() {
        return this.size;
    }

    @Override
    public String toString() {
        return "sequence";
    }
}
