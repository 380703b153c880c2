/**
 * What users call: {@code Linter} looks at files by the rules, {@code LintReport} says what it found, {@code Suppressions} what is
 * allowed all the same.
 */
@NullMarked
package io.secretsbridge.lint;

import org.jspecify.annotations.NullMarked;
