/**
 * What lies in the trees: objects of Kubernetes, pods and containers wherever they stand, and what one file says of another.
 */
@NullMarked
package io.secretsbridge.lint.manifest;

import org.jspecify.annotations.NullMarked;
