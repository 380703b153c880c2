/**
 * The embedded default provider: age keys, by Jagged.
 */
@NullMarked
package io.secretsbridge.key.age;

import org.jspecify.annotations.NullMarked;
