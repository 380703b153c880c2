/**
 * What looks like a secret: names, values, confidence. Shared by the environment guard, scan and lint.
 *
 * <p>Nothing here ever returns a value or a part of one: a finding says which rule fired and why.
 */
@NullMarked
package io.secretsbridge.detect;

import org.jspecify.annotations.NullMarked;
