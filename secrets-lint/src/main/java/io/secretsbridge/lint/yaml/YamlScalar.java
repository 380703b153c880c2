package io.secretsbridge.lint.yaml;

/** A text, number or the like. */
public final class YamlScalar implements YamlNode {

    private final String value;

    private final Style style;

    private final Span span;

    /** How it is written. */
    public enum Style {
        /** Without quotes. */
        PLAIN,
        /** In quotes. */
        QUOTED,
        /** Below {@code |} or {@code >}. */
        BLOCK,
        /** With an action of a template in it, so that its value is not known: {@code value()} is the action as it stands. */
        TEMPLATE
    }

    YamlScalar(String value, Style style, Span span) {
        this.value = value;
        this.style = style;
        this.span = span;
    }

    /** Returns the text, which may be a secret. */
    public String value() {
        return this.value;
    }

    /** Returns how it is written. */
    public Style style() {
        return this.style;
    }

    @Override
    public Span span() {
        return this.span;
    }

    @Override
    public long size() {
        return 1;
    }

    @Override
    public String toString() {
        return "scalar";
    }
}
