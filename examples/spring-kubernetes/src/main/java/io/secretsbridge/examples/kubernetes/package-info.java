/**
 * The demo: a web application that reads one secret from a sealed file and one from a mounted directory.
 */
@NullMarked
package io.secretsbridge.examples.kubernetes;

import org.jspecify.annotations.NullMarked;
