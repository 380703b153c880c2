/**
 * Data keys, master keys, the provider interface that key services implement, and the key ring that unlocks a data key
 * through groups of master keys. Knows nothing of files.
 */
@NullMarked
package io.secretsbridge.key;

import org.jspecify.annotations.NullMarked;
