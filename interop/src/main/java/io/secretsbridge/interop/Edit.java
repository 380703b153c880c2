package io.secretsbridge.interop;

import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One change of one value: what is at a path of keys is replaced, removed, or a key is added to the map there. */
final class Edit {

    private enum Kind {
        CHANGE,
        REMOVE,
        ADD
    }

    private record Place(List<String> path, boolean map) {}

    private final Kind kind;

    private final List<String> path;

    private final @Nullable Node value;

    private final String json;

    private Edit(Kind kind, List<String> path, @Nullable Node value, String json) {
        this.kind = kind;
        this.path = path;
        this.value = value;
        this.json = json;
    }

    /**
     * Draws an edit of the first tree; what can be set only, when {@code sops set} is to make it. Returns {@code null} when
     * there is nothing that the format lets be changed.
     */
    static @Nullable Edit draw(PlainDocument document, List<MapNode> branches, boolean set) {
        SplittableRandom random = new SplittableRandom(document.seed() * 31 + document.index() * 2L + (set ? 1 : 0));
        Format format = document.format();
        List<Place> places = new ArrayList<>();
        if (format != Format.INI && format != Format.BINARY) {
            places.add(new Place(List.of(), true));
        }
        collect(branches.get(0), List.of(), places, set);
        if (places.isEmpty()) {
            return null;
        }
        Place place = places.get(random.nextInt(places.size()));
        // Values of the other formats are strings.
        boolean number = random.nextInt(4) == 0 && (format == Format.YAML || format == Format.JSON);
        Node value = number
                ? // What sops set takes for JSON is read in the old way, in which all numbers are floats.
                ValueNode.floating(document.index(), Position.NONE)
                : ValueNode.string("changed " + document.index(), Position.NONE);
        String json = number ? String.valueOf(document.index()) : "\"changed " + document.index() + "\"";
        if (place.map()) {
            List<String> path = new ArrayList<>(place.path());
            path.add("added-key");
            return new Edit(Kind.ADD, path, value, json);
        }
        if (!set && random.nextInt(3) == 0 && format != Format.BINARY) {
            return new Edit(Kind.REMOVE, place.path(), null, "");
        }
        return new Edit(Kind.CHANGE, place.path(), value, json);
    }

    private static void collect(MapNode map, List<String> path, List<Place> places, boolean set) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        map.entries().stream()
                .map(MapNode.Entry::key)
                .filter((key) -> !seen.add(key))
                .forEach(twice::add);
        for (MapNode.Entry entry : map.entries()) {
            String key = entry.key();
            if (twice.contains(key) || (set && !key.matches("[A-Za-z0-9_. -]+"))) {
                continue;
            }
            List<String> below = new ArrayList<>(path);
            below.add(key);
            if (entry.value() instanceof MapNode child) {
                places.add(new Place(below, true));
                collect(child, below, places, set);
            } else if (entry.value() instanceof ValueNode) {
                places.add(new Place(below, false));
            }
        }
    }

    boolean settable() {
        return this.kind != Kind.REMOVE;
    }

    /** Returns how many sealed values this changes at most. */
    int touches() {
        return (this.kind == Kind.ADD) ? 0 : 1;
    }

    /** Returns the path as {@code sops set} takes it. */
    String index() {
        StringBuilder index = new StringBuilder();
        this.path.forEach((key) -> index.append("[\"").append(key).append("\"]"));
        return index.toString();
    }

    String json() {
        return this.json;
    }

    List<MapNode> apply(List<MapNode> branches) {
        List<MapNode> changed = new ArrayList<>(branches);
        changed.set(0, apply(branches.get(0), 0));
        return changed;
    }

    private MapNode apply(MapNode map, int depth) {
        String key = this.path.get(depth);
        boolean last = depth == this.path.size() - 1;
        List<MapNode.Item> items = new ArrayList<>();
        for (MapNode.Item item : map.items()) {
            if (!(item instanceof MapNode.Entry entry) || !entry.key().equals(key)) {
                items.add(item);
            } else if (!last && entry.value() instanceof MapNode child) {
                items.add(entry.withValue(apply(child, depth + 1)));
            } else if (this.value != null) {
                items.add(entry.withValue(this.value));
            }
        }
        if (last && this.kind == Kind.ADD && this.value != null) {
            items.add(new MapNode.Entry(key, this.value));
        }
        return new MapNode(items, map.position());
    }

    @Override
    public String toString() {
        return this.kind + " " + index();
    }
}
