/**
 * The format-neutral tree of a secrets file: maps in file order, lists, typed values and comments, and paths into it.
 * Knows nothing of formats, keys or encryption.
 */
@NullMarked
package io.secretsbridge.tree;

import org.jspecify.annotations.NullMarked;
