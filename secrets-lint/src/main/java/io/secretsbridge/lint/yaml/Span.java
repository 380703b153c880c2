package io.secretsbridge.lint.yaml;

/**
 * A part of a text.
 *
 * @param start the index of its first character
 * @param end the index after its last one
 */
public record Span(int start, int end) {

    boolean overlaps(Span other) {
        return this.start < other.end && other.start < this.end;
    }
}
