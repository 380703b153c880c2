/**
 * What users call: {@link io.secretsbridge.Secrets}, {@link io.secretsbridge.SecretValue}, the file pipeline behind
 * every door, and the exceptions.
 */
@NullMarked
package io.secretsbridge;

import org.jspecify.annotations.NullMarked;
