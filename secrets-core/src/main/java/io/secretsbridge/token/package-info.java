/**
 * One sealed value on its own, {@code ENC[TINK_V1,…]}, for places where a whole file does not fit. The only package that knows its
 * text. Tink is optional: without it nothing here seals or opens, and the error says what to add.
 */
@NullMarked
package io.secretsbridge.token;

import org.jspecify.annotations.NullMarked;
