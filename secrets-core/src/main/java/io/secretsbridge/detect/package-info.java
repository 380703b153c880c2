/**
 * What looks like a secret: names, values, confidence. Shared by the environment guard, scan and lint.
 */
@NullMarked
package io.secretsbridge.detect;

import org.jspecify.annotations.NullMarked;
