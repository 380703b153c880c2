/**
 * OpenPGP keys, by Bouncy Castle, and by {@code gpg} for keys that only its agent has.
 */
@NullMarked
package io.secretsbridge.pgp;

import org.jspecify.annotations.NullMarked;
