package io.secretsbridge.lint.yaml;

/** A node. None shows a value in {@code toString()}. */
public sealed interface YamlNode permits YamlMapping, YamlSequence, YamlScalar {

    /** Returns where it stands; for what an alias stands for, where its anchor is. */
    Span span();

    /** Returns how many nodes it holds when all aliases are followed, itself included. */
    long size();
}
