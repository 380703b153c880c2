package io.secretsbridge.sops.store;

/** How a scalar is written. */
enum YamlStyle {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    LITERAL
}
