/**
 * A YAML or JSON text as a tree whose nodes know where they begin and end.
 *
 * <p>The core reads YAML too, for sealed files: its nodes know where they begin but neither where they end nor how they were
 * written, it refuses what {@code sops} refuses (a repeated key, for example, which {@code kubectl} takes), and its reader is no
 * public door. So the library that both use, snakeyaml-engine, is asked for its events here.
 */
@NullMarked
package io.secretsbridge.lint.yaml;

import org.jspecify.annotations.NullMarked;
