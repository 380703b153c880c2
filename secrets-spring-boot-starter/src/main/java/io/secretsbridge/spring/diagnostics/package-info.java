/**
 * What an application that cannot start says about its secrets: what is wrong, where, and what to do, never a value.
 */
@NullMarked
package io.secretsbridge.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
