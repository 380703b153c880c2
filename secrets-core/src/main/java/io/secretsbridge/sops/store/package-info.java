/**
 * One class per file format: bytes to tree and back, and where that format keeps the {@code sops} block.
 */
@NullMarked
package io.secretsbridge.sops.store;

import org.jspecify.annotations.NullMarked;
