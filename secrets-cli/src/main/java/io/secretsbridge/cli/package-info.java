/**
 * The {@code secrets} command: flags in, the pipeline of the core, an exit code out. Knows nothing of formats, keys and
 * ciphers but the core's names for them.
 */
@NullMarked
package io.secretsbridge.cli;

import org.jspecify.annotations.NullMarked;
