/**
 * The rules: each a small class that says what it is for, shows a bad and a good example, and looks at one object. {@code Catalog}
 * lists them; the pages in {@code docs/lint} are made of them, and the examples are tests.
 */
@NullMarked
package io.secretsbridge.lint.rule;

import org.jspecify.annotations.NullMarked;
