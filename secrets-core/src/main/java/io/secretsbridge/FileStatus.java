package io.secretsbridge;

/**
 * What can be said of a file without any key.
 *
 * @param sealed whether the file carries a {@code sops} block with a MAC and a version, as {@code sops} asks for
 */
public record FileStatus(boolean sealed) {}
