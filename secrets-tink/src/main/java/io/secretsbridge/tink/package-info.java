/**
 * Between <a href="https://developers.google.com/tink">Tink</a> and us: our key services for Tink's keysets and envelopes, and Tink's
 * clients for sealed files. On the class path it also brings what {@code ENC[TINK_V1,…]} needs.
 */
@NullMarked
package io.secretsbridge.tink;

import org.jspecify.annotations.NullMarked;
