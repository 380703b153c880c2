package io.secretsbridge.tree;

/**
 * A place in the text that a node was read from.
 *
 * @param line the line from 1, or 0 when unknown
 * @param column the column from 1, or 0 when unknown
 */
public record Position(int line, int column) {

    /** An unknown place: the node was not read from text. */
    public static final Position NONE = new Position(0, 0);
}
