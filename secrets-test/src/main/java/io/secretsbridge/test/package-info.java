/**
 * Contracts that key providers keep, as JUnit tests to extend. May know {@code secrets-core}, JUnit and AssertJ.
 */
@NullMarked
package io.secretsbridge.test;

import org.jspecify.annotations.NullMarked;
