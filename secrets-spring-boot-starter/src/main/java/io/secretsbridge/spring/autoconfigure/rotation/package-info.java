/**
 * Rotation while the application runs: new snapshots of mounted directories become properties, and what was built from the
 * old ones (connection pools, SSL bundles, beans) is told. A change is first prepared by all who have a say, and made only when
 * none refuses.
 */
@NullMarked
package io.secretsbridge.spring.autoconfigure.rotation;

import org.jspecify.annotations.NullMarked;
