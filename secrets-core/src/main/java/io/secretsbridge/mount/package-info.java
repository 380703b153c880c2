/**
 * A mounted directory of secrets read as one atomic snapshot.
 */
@NullMarked
package io.secretsbridge.mount;

import org.jspecify.annotations.NullMarked;
