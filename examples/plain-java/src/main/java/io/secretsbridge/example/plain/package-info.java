/** A program that opens a SOPS file without any framework. */
@NullMarked
package io.secretsbridge.example.plain;

import org.jspecify.annotations.NullMarked;
