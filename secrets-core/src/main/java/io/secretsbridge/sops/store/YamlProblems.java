package io.secretsbridge.sops.store;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a YAML text, in words that hold nothing of it. The messages of the scanner and parser may quote the
 * text, so only those parts of them are kept that are known here.
 */
final class YamlProblems {

    /** What is said when the scanner and parser say nothing that is known here. */
    static final String UNKNOWN = "this is not YAML";

    private static final List<Problem> KNOWN = List.of(
            new Problem("unknown escape character", "a quoted string holds an escape that YAML does not know"),
            new Problem("expected escape sequence", "a quoted string holds an escape without its hexadecimal digits"),
            new Problem("unexpected end of stream", "the file ends inside a quoted string"),
            new Problem("unexpected document separator", "a document ends inside a quoted string"),
            new Problem("could not find expected ':'", "a ':' is missing after a key, or a quote is not closed"),
            new Problem("expected ' ', but found ','", "a tag inside [ ] or { } has no value"),
            new Problem("before directives", "a '...' is missing before a line that starts with '%'"),
            new Problem("expected ',' or ']'", "a ',' or ']' is missing"),
            new Problem("expected ',' or '}'", "a ',' or '}' is missing"),
            new Problem("mapping values are not allowed", "a second ':' on a line: quote the value"),
            new Problem("mapping keys are not allowed", "a key is not allowed here"),
            new Problem("sequence entries are not allowed", "a list item is not allowed here"),
            new Problem("tab", "a tab cannot stand where indentation is expected"),
            new Problem("cannot start any token", "a value that starts with this character must be quoted"),
            new Problem("expected <block end>", "the indentation does not fit, or a key or '-' is missing"),
            new Problem("leading empty lines contain more spaces", "the first lines of a block are indented too much"),
            new Problem("indentation indicator", "the indentation of a block is wrong"),
            new Problem("undefined tag handle", "a tag uses a short form that is not declared"),
            new Problem("<document start>", "a '---' is missing between two documents"),
            new Problem("duplicate", "a directive stands twice"),
            new Problem("expected a comment", "text stands on the line of the '|' or '>' that starts a block"),
            new Problem("scanning an anchor", "an anchor has no name: quote a value that starts with '&'"),
            new Problem("scanning an alias", "an alias has no name: quote a value that starts with '*'"),
            new Problem("scanning a tag", "a tag is not complete: quote a value that starts with '!'"),
            new Problem("scanning a directive", "a line that starts with '%' is no directive"),
            new Problem("expected the node content", "a key or value is missing here"));

    /**
     * A problem.
     *
     * @param sign what its message contains
     * @param text what to say instead
     */
    private record Problem(String sign, String text) {}

    private YamlProblems() {}

    /**
     * Returns what is wrong.
     *
     * @param context what the scanner or parser was doing, by its own words
     * @param message what it says
     * @return words that hold nothing of the text
     */
    static String describe(@Nullable String context, @Nullable String message) {
        String lower = (message + " " + context).toLowerCase(Locale.ROOT);
        for (Problem problem : KNOWN) {
            if (lower.contains(problem.sign())) {
                return problem.text();
            }
        }
        return UNKNOWN;
    }
}
