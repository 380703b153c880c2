package io.secretsbridge.sops.store;

/**
 * A comment between two tokens, with what decides to which node it belongs. Places are indices of code points.
 *
 * @param kind how it stands to its node
 * @param text its lines, each with its number sign
 * @param owner the node's event is the first one of a token that starts at this index or later
 * @param scan where the search for comments began that found it
 * @param start where it starts
 * @param column the column of its start, from 1
 * @param end where what comes after it starts
 */
record YamlComment(Kind kind, String text, int owner, int scan, int start, int column, int end) {

    /** How a comment stands to its node. */
    enum Kind {
        /** On the lines before it. */
        HEAD,
        /** At the end of its line. */
        LINE,
        /** On the lines after it, before an empty line. */
        FOOT
    }
}
