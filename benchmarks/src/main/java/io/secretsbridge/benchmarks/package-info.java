/**
 * Measurements: JMH benchmarks of the pipeline, and the maker of the files that whole-process measurements use.
 */
@NullMarked
package io.secretsbridge.benchmarks;

import org.jspecify.annotations.NullMarked;
