package io.secretsbridge.lint.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map. Keys may repeat; the last one counts, as it does for {@code kubectl}, but all are looked at. */
public final class YamlMapping implements YamlNode {

    private final List<Entry> entries;

    private final boolean flow;

    private final Span span;

    private final long size;

    /**
     * A key and its value.
     *
     * @param key the key
     * @param value the value
     */
    public record Entry(YamlScalar key, YamlNode value) {}

    YamlMapping(List<Entry> entries, boolean flow, Span span) {
        this.entries = List.copyOf(entries);
        this.flow = flow;
        this.span = span;
        this.size = 1
                + entries.stream()
                        .mapToLong((entry) -> 1 + entry.value().size())
                        .sum();
    }

    /** Returns the entries, those of merged maps behind its own. */
    public List<Entry> entries() {
        return this.entries;
    }

    /** Returns the entry that counts for a key. */
    public @Nullable Entry get(String key) {
        Entry found = null;
        for (Entry entry : this.entries) {
            if (entry.key().value().equals(key)) {
                found = entry;
            }
        }
        return found;
    }

    /** Returns whether it is written in braces. */
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
        return "mapping";
    }
}
