/**
 * A mounted directory of secrets read as one atomic snapshot: Kubernetes volumes by their {@code ..data} link, other
 * directories by looking twice.
 */
@NullMarked
package io.secretsbridge.mount;

import org.jspecify.annotations.NullMarked;
