package io.secretsbridge.lint.manifest;

import io.secretsbridge.detect.SecretDetector;
import io.secretsbridge.lint.yaml.Span;
import io.secretsbridge.lint.yaml.YamlMapping;
import io.secretsbridge.lint.yaml.YamlNode;
import io.secretsbridge.lint.yaml.YamlScalar;
import io.secretsbridge.lint.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a tree, which may hold nothing. So that rules can ask for what lies deep without asking at each step.
 *
 * @param node what lies there, {@code null} when nothing does
 * @param key the key that it lies under, {@code null} for a root and for the items of a list
 * @param path the place in the form {@code spec.containers[0].env[1].value}, of which no part is a secret
 */
public record Cursor(@Nullable YamlNode node, @Nullable YamlScalar key, String path) {

    private static final Set<String> TRUE = Set.of("true", "yes", "on");

    private static final Set<String> FALSE = Set.of("false", "no", "off");

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_$-]+");

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\"\\u0085\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");

    /** Returns the root of a document. */
    public static Cursor of(YamlNode root) {
        return new Cursor(root, null, "");
    }

    /** Returns what lies under one key after the other. */
    public Cursor get(String... keys) {
        Cursor cursor = this;
        for (String each : keys) {
            YamlMapping.@Nullable Entry entry = (cursor.node instanceof YamlMapping mapping) ? mapping.get(each) : null;
            cursor = (entry != null) ? cursor.child(entry) : new Cursor(null, null, cursor.extended(each));
        }
        return cursor;
    }

    /** Returns the entries of a map, also those that a later one with the same key replaces. */
    public List<Cursor> entries() {
        return (this.node instanceof YamlMapping mapping)
                ? mapping.entries().stream().map(this::child).toList()
                : List.of();
    }

    /** Returns the items of a list. */
    public List<Cursor> items() {
        if (!(this.node instanceof YamlSequence sequence)) {
            return List.of();
        }
        List<Cursor> items = new ArrayList<>(sequence.items().size());
        for (YamlNode item : sequence.items()) {
            items.add(new Cursor(item, null, this.path + "[" + items.size() + "]"));
        }
        return items;
    }

    /** Returns the texts of a list. */
    public List<String> texts() {
        return items().stream().filter(Cursor::isScalar).map(Cursor::text).toList();
    }

    private Cursor child(YamlMapping.Entry entry) {
        return new Cursor(entry.value(), entry.key(), extended(entry.key().value()));
    }

    private String extended(String name) {
        String safe = SecretDetector.inspectText(name).isEmpty() ? name : "***";
        if (PLAIN_NAME.matcher(safe).matches()) {
            return this.path.isEmpty() ? safe : this.path + "." + safe;
        }
        return this.path + "[\"" + CONTROL.matcher(safe).replaceAll("?") + "\"]";
    }

    /** Hands this place and all below it to a visitor, from the top. */
    public void walk(Consumer<Cursor> visitor) {
        visitor.accept(this);
        entries().forEach((entry) -> entry.walk(visitor));
        items().forEach((item) -> item.walk(visitor));
    }

    /** Returns whether anything lies here but the words for nothing. */
    public boolean exists() {
        return this.node != null && !isNull();
    }

    private boolean isNull() {
        return this.node instanceof YamlScalar scalar
                && scalar.style() == YamlScalar.Style.PLAIN
                && (scalar.value().isEmpty()
                        || scalar.value().equals("~")
                        || scalar.value().equalsIgnoreCase("null"));
    }

    /** Returns whether a map lies here. */
    public boolean isMapping() {
        return this.node instanceof YamlMapping;
    }

    /** Returns whether a list lies here. */
    public boolean isSequence() {
        return this.node instanceof YamlSequence;
    }

    /** Returns whether a text, number or the like lies here. */
    public boolean isScalar() {
        return this.node instanceof YamlScalar && !isNull();
    }

    /** Returns whether the value is known only when a template is rendered. */
    public boolean isTemplate() {
        return this.node instanceof YamlScalar scalar && scalar.style() == YamlScalar.Style.TEMPLATE;
    }

    /** Returns the text, empty when none lies here. */
    public String text() {
        return (this.node instanceof YamlScalar scalar && !isNull()) ? scalar.value() : "";
    }

    /** Returns the key, empty when there is none. */
    public String name() {
        return (this.key != null) ? this.key.value() : "";
    }

    /** Returns whether {@code true} lies here. */
    public boolean isTrue() {
        return TRUE.contains(text().toLowerCase(Locale.ROOT));
    }

    /** Returns whether {@code false} lies here. */
    public boolean isFalse() {
        return FALSE.contains(text().toLowerCase(Locale.ROOT));
    }

    /** Returns whether a number lies here that is this one. */
    public boolean isNumber(long number) {
        return text().equals(Long.toString(number));
    }

    /** Returns what to point to: a value that is one text, else the key, else the beginning of what lies here. */
    public Span span() {
        if (this.node instanceof YamlScalar scalar
                && scalar.span().end() > scalar.span().start()) {
            return scalar.span();
        }
        if (this.key != null) {
            return this.key.span();
        }
        if (this.node instanceof YamlMapping mapping && !mapping.entries().isEmpty()) {
            return mapping.entries().get(0).key().span();
        }
        return (this.node != null) ? this.node.span() : new Span(0, 0);
    }

    @Override
    public String toString() {
        return this.path;
    }
}
