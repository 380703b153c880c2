/** A key provider of your own. */
@NullMarked
package io.secretsbridge.example.keystore;

import org.jspecify.annotations.NullMarked;
