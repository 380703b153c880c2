package io.secretsbridge.tree;

import java.util.Objects;

/**
 * A comment, in a map between its entries or in a list between its elements. Comments of a secrets file may be sealed, so
 * their text counts as a secret.
 */
public final class CommentNode implements Node, MapNode.Item {

    private final String text;

    private final boolean inline;

    private final Position position;

    /**
     * Creates a comment.
     *
     * @param text everything after the comment sign, a leading space included
     * @param inline whether it stands at the end of the line of the item that follows it
     * @param position where it was read
     */
    public CommentNode(String text, boolean inline, Position position) {
        this.text = Objects.requireNonNull(text, "'text' must not be null");
        this.inline = inline;
        this.position = Objects.requireNonNull(position, "'position' must not be null");
    }

    /**
     * Creates a comment on lines of its own.
     *
     * @param text everything after the comment sign, a leading space included
     */
    public CommentNode(String text) {
        this(text, false, Position.NONE);
    }

    /**
     * Returns everything after the comment sign, a leading space included.
     *
     * @return the text
     */
    public String text() {
        return this.text;
    }

    /**
     * Returns whether the comment stands at the end of the line of the item that follows it in the tree.
     *
     * @return whether it is an inline comment
     */
    public boolean inline() {
        return this.inline;
    }

    @Override
    public Position position() {
        return this.position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommentNode that && this.inline == that.inline && this.text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return this.text.hashCode();
    }

    @Override
    public String toString() {
        return "CommentNode";
    }
}
