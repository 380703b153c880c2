/**
 * The guard that refuses to start with secrets in the environment, on the command line or in system properties.
 */
@NullMarked
package io.secretsbridge.spring.guard;

import org.jspecify.annotations.NullMarked;
