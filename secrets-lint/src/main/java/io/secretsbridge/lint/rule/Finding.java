package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.lint.yaml.Span;

/**
 * What a rule found. It holds no value.
 *
 * @param rule the rule
 * @param source the file
 * @param span the place in it
 * @param path the place in the object, for example {@code spec.containers[0].env[1].value}
 * @param message one sentence
 */
public record Finding(RuleInfo rule, SourceText source, Span span, String path, String message) {

    /** Returns the name of the file. */
    public String file() {
        return this.source.name();
    }

    /** Returns the line, from 1. */
    public int line() {
        return this.source.line(this.span.start());
    }

    /** Returns the column in characters, from 1. */
    public int column() {
        return this.source.column(this.span.start());
    }

    /** Returns the line of the end. */
    public int endLine() {
        return this.source.line(this.span.end());
    }

    /** Returns the column after the end. */
    public int endColumn() {
        return this.source.column(this.span.end());
    }
}
