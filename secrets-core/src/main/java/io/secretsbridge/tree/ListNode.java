package io.secretsbridge.tree;

import java.util.List;
import java.util.Objects;

/** A list; comments stand between its elements. */
public final class ListNode implements Node {

    private final List<Node> elements;

    private final Position position;

    /**
     * Creates a list.
     *
     * @param elements the elements and comments in order
     * @param position where it was read
     */
    public ListNode(List<? extends Node> elements, Position position) {
        this.elements = List.copyOf(elements);
        this.position = Objects.requireNonNull(position, "'position' must not be null");
    }

    /**
     * Creates a list that was not read from text.
     *
     * @param elements the elements and comments in order
     * @return the list
     */
    public static ListNode of(Node... elements) {
        return new ListNode(List.of(elements), Position.NONE);
    }

    /**
     * Returns the elements and comments in order.
     *
     * @return the elements, immutable
     */
    public List<Node> elements() {
        return this.elements;
    }

    @Override
    public Position position() {
        return this.position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListNode that && this.elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return this.elements.hashCode();
    }

    @Override
    public String toString() {
        return this.elements.toString();
    }
}
