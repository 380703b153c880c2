/** Reports for people, programs and platforms. None shows a value. */
@NullMarked
package io.secretsbridge.lint.report;

import org.jspecify.annotations.NullMarked;
