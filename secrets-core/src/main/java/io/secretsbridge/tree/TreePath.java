package io.secretsbridge.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path from the root of a tree to a node: keys of maps and indices of lists. Its text form is that of the {@code sops}
 * command line, {@code ["db"]["hosts"][0]}.
 */
public final class TreePath {

    /** The root. */
    public static final TreePath ROOT = new TreePath(List.of());

    private final List<Object> parts;

    private TreePath(List<Object> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Returns the path of a key below this one.
     *
     * @param name the key
     * @return the path
     */
    public TreePath key(String name) {
        return plus(Objects.requireNonNull(name, "'name' must not be null"));
    }

    /**
     * Returns the path of a list element below this one.
     *
     * @param position the index from 0
     * @return the path
     */
    public TreePath index(int position) {
        return plus(position);
    }

    private TreePath plus(Object part) {
        List<Object> longer = new ArrayList<>(this.parts.size() + 1);
        longer.addAll(this.parts);
        longer.add(part);
        return new TreePath(longer);
    }

    /**
     * Parses the text form: components {@code ["key"]}, {@code ['key']} or {@code [3]}, without escapes.
     *
     * @param text the text
     * @return the path
     * @throws IllegalArgumentException when the text is not such a path; the message says why
     */
    public static TreePath parse(String text) {
        List<Object> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != '[') {
                throw new IllegalArgumentException("expected '[' at position " + (at + 1) + " of the path");
            }
            int end = text.indexOf(']', at);
            int next = text.indexOf('[', at + 1);
            if (next >= 0) {
                end = text.lastIndexOf(']', next);
            } else {
                end = text.lastIndexOf(']');
            }
            if (end <= at) {
                throw new IllegalArgumentException("'[' at position " + (at + 1) + " of the path is not closed");
            }
            parts.add(component(text.substring(at + 1, end), at));
            at = end + 1;
        }
        return new TreePath(parts);
    }

    private static Object component(String inside, int at) {
        int last = inside.length() - 1;
        if (last >= 1 && (inside.charAt(0) == '"' || inside.charAt(0) == '\'')) {
            if (inside.charAt(last) != inside.charAt(0)) {
                throw new IllegalArgumentException("the quote at position " + (at + 2) + " of the path is not closed");
            }
            return inside.substring(1, last);
        }
        try {
            return Integer.valueOf(inside);
        } catch (NumberFormatException ex) {
            throw new IllegalArgumentException(
                    "the part at position " + (at + 1) + " of the path is neither a quoted key nor an index", ex);
        }
    }

    /**
     * Returns the parts: a {@link String} for a key, an {@link Integer} for an index.
     *
     * @return the parts, immutable
     */
    public List<Object> parts() {
        return this.parts;
    }

    /**
     * Finds the node that the path leads to.
     *
     * @param root the node to start at
     * @return the node, or {@code null} when the path leads nowhere
     */
    public @Nullable Node find(Node root) {
        Node node = root;
        for (Object part : this.parts) {
            Node next = null;
            if (part instanceof String key && node instanceof MapNode map) {
                next = map.get(key);
            } else if (part instanceof Integer index && node instanceof ListNode list) {
                next = (index >= 0 && index < list.elements().size())
                        ? list.elements().get(index)
                        : null;
            }
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath that && this.parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return this.parts.hashCode();
    }

    /**
     * Returns the text form, {@code ["db"]["hosts"][0]}; the root is the empty text.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object part : this.parts) {
            if (part instanceof String) {
                text.append("[\"").append(part).append("\"]");
            } else {
                text.append('[').append(part).append(']');
            }
        }
        return text.toString();
    }
}
