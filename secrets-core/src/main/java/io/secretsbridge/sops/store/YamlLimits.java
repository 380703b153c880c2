package io.secretsbridge.sops.store;

/** What a YAML document may ask of the reader. */
final class YamlLimits {

    /**
     * How deep maps and lists may nest. {@code sops} stops at 10,000; nobody's secrets are that deep, and every later
     * walk over the tree must fit on a small stack.
     */
    static final int MAX_DEPTH = 1_000;

    /**
     * How many nodes all the aliases of a file may stand for. {@code sops} allows about 400,000.
     */
    static final int MAX_EXPANDED = 1_000_000;

    static final String TOO_DEEP = "maps and lists are nested deeper than " + MAX_DEPTH + " levels";

    static final String TOO_MANY = "the aliases of this file stand for more than " + MAX_EXPANDED + " values";

    private YamlLimits() {}
}
