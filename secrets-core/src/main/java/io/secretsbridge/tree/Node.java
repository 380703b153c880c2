package io.secretsbridge.tree;

/**
 * A node of the tree of a secrets file. Nodes are immutable, compare by content (never by position), and never show a
 * value in {@code toString()}.
 */
public sealed interface Node permits MapNode, ListNode, ValueNode, CommentNode {

    /**
     * Returns where the node was read from.
     *
     * @return the position, {@link Position#NONE} when it was not read from text
     */
    Position position();
}
