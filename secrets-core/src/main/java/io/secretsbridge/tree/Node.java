package io.secretsbridge.tree;

/**
 * A node of the tree of a secrets file. Nodes are immutable, compare by content (never by position), and never show a
 * value in {@code toString()}.
 */
public sealed interface Node permits MapNode, ListNode, ValueNode, CommentNode {

    /**
     * The most levels of maps and lists in a tree: 1,000. Trees are walked by recursion, and a file must not be able to
     * overflow the stack; no file that people write comes near.
     */
    int MAX_DEPTH = 1_000;

    /**
     * Returns where the node was read from.
     *
     * @return the position, {@link Position#NONE} when it was not read from text
     */
    Position position();
}
