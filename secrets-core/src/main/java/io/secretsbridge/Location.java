package io.secretsbridge;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a problem: a source, a line and column in it, and a key path, each as far as known. Never a value.
 *
 * @param source the file or resource as the user named it, or {@code null}
 * @param line the line from 1, or 0 when unknown
 * @param column the column from 1, or 0 when unknown
 * @param keyPath the path in the tree as {@code ["db"]["password"]}, or {@code null}
 */
public record Location(
        @Nullable String source,
        int line,
        int column,
        @Nullable String keyPath) {

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");

    /** No place. */
    public static final Location NONE = new Location(null, 0, 0, null);

    /**
     * Returns the location of a whole source.
     *
     * @param source the file or resource as the user named it
     * @return the location
     */
    public static Location of(String source) {
        return new Location(Objects.requireNonNull(source, "'source' must not be null"), 0, 0, null);
    }

    /**
     * Returns whether anything is known.
     *
     * @return {@code true} when a source, a line or a key path is known
     */
    public boolean isKnown() {
        return this.source != null || this.line > 0 || this.keyPath != null;
    }

    /**
     * Returns the form {@code file:line:column ["key"]["path"]}, with the parts that are known. Control characters in names
     * become {@code ?}, so that no key of a file can write lines of its own into a log.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (this.source != null) {
            text.append(this.source);
        }
        if (this.line > 0) {
            text.append((text.length() > 0) ? ":" : "line ").append(this.line);
            if (this.column > 0) {
                text.append(':').append(this.column);
            }
        }
        if (this.keyPath != null) {
            text.append((text.length() > 0) ? " " : "").append(this.keyPath);
        }
        return CONTROL.matcher(text).replaceAll("?");
    }
}
