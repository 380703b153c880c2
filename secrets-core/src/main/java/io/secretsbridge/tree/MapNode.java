package io.secretsbridge.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map in file order. Keys may repeat (JSON allows it, and the order and number of items is part of a file's MAC);
 * comments stand between the entries.
 */
public final class MapNode implements Node {

    /** An empty map. */
    public static final MapNode EMPTY = new MapNode(List.of(), Position.NONE);

    /** What a map holds: an {@link Entry} or a {@link CommentNode}. */
    public sealed interface Item permits Entry, CommentNode {

        /**
         * Returns where the item was read from.
         *
         * @return the position of the key or of the comment
         */
        Position position();
    }

    /**
     * A key and its value.
     *
     * @param key the key
     * @param value the value, never a comment
     * @param position where the key was read
     */
    public record Entry(String key, Node value, Position position) implements Item {

        /**
         * Creates an entry.
         *
         * @param key the key
         * @param value the value, never a comment
         * @param position where the key was read
         */
        public Entry {
            Objects.requireNonNull(key, "'key' must not be null");
            Objects.requireNonNull(value, "'value' must not be null");
            Objects.requireNonNull(position, "'position' must not be null");
            if (value instanceof CommentNode) {
                throw new IllegalArgumentException("A comment cannot be the value of a key");
            }
        }

        /**
         * Creates an entry that was not read from text.
         *
         * @param key the key
         * @param value the value, never a comment
         */
        public Entry(String key, Node value) {
            this(key, value, Position.NONE);
        }

        /**
         * Returns this entry with another value.
         *
         * @param changed the value
         * @return the entry
         */
        public Entry withValue(Node changed) {
            return new Entry(this.key, changed, this.position);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that && this.key.equals(that.key) && this.value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * this.key.hashCode() + this.value.hashCode();
        }

        @Override
        public String toString() {
            return this.key + "=" + this.value;
        }
    }

    private final List<Item> items;

    private final Position position;

    /**
     * Creates a map.
     *
     * @param items the entries and comments in order
     * @param position where it was read
     */
    public MapNode(List<? extends Item> items, Position position) {
        this.items = List.copyOf(items);
        this.position = Objects.requireNonNull(position, "'position' must not be null");
    }

    /**
     * Creates a map of entries that were not read from text.
     *
     * @param items the entries and comments in order
     * @return the map
     */
    public static MapNode of(Item... items) {
        return new MapNode(List.of(items), Position.NONE);
    }

    /**
     * Returns the entries and comments in order.
     *
     * @return the items, immutable
     */
    public List<Item> items() {
        return this.items;
    }

    /**
     * Returns the entries in order, without the comments.
     *
     * @return the entries
     */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(this.items.size());
        for (Item item : this.items) {
            if (item instanceof Entry entry) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /**
     * Returns the value of the first entry with a key.
     *
     * @param key the key
     * @return the value, or {@code null} when there is no such entry
     */
    public @Nullable Node get(String key) {
        for (Item item : this.items) {
            if (item instanceof Entry entry && entry.key().equals(key)) {
                return entry.value();
            }
        }
        return null;
    }

    /**
     * Returns whether there is neither an entry nor a comment.
     *
     * @return whether the map is empty
     */
    public boolean isEmpty() {
        return this.items.isEmpty();
    }

    @Override
    public Position position() {
        return this.position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapNode that && this.items.equals(that.items);
    }

    @Override
    public int hashCode() {
        return this.items.hashCode();
    }

    @Override
    public String toString() {
        return this.items.toString();
    }
}
