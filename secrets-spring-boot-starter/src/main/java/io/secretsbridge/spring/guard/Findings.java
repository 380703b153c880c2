package io.secretsbridge.spring.guard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what is found, one entry for each name however many rules fire. */
final class Findings {

    private static final class Entry {

        private final Door door;

        private final Set<String> reasons = new LinkedHashSet<>();

        private final Set<String> properties = new LinkedHashSet<>();

        private Entry(Door door) {
            this.door = door;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();

    private final Set<String> allowed;

    Findings(Set<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * Adds a finding, unless the name is allowed.
     *
     * @param name the name as the source has it
     * @param reason the end of a sentence that starts with the name
     * @param properties what the name sets, as far as known
     */
    void add(Door door, String name, String reason, Collection<String> properties) {
        if (!this.allowed.contains(name)) {
            Entry entry = this.entries.computeIfAbsent(door.written(name), (key) -> new Entry(door));
            entry.reasons.add(reason);
            entry.properties.addAll(properties);
        }
    }

    boolean has(Door door, String name) {
        return this.entries.containsKey(door.written(name));
    }

    /** Returns what was found; properties that nothing is known of are made from the name. */
    List<SecretInEnvironment> toList(PropertyNames names) {
        List<SecretInEnvironment> list = new ArrayList<>();
        this.entries.forEach((written, entry) -> {
            Collection<String> properties = entry.properties.isEmpty() ? names.of(written) : entry.properties;
            list.add(new SecretInEnvironment(
                    written, entry.door.title(), List.copyOf(entry.reasons), List.copyOf(properties)));
        });
        return list;
    }
}
