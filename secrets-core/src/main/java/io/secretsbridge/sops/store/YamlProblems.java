package io.secretsbridge.sops.store;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a YAML text, in words that hold nothing of it. The messages of the scanner and parser may quote the
 * text, so only those parts of them are kept that are known here.
 */
final class YamlProblems {

    private static final List<Problem> KNOWN = List.of(
            new Problem("unknown escape character", "a quoted string holds an escape that YAML does not know"),
            new Problem("expected escape sequence", "a quoted string holds an escape without its hexadecimal digits"),
            new Problem("unexpected end of stream", "the file ends inside a quoted string"),
            new Problem("unexpected document separator", "a document ends inside a quoted string"),
            new Problem("could not find expected ':'", "a ':' is missing after a key, or a quote is not closed"),
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
            new Problem("expected alphabetic or numeric", "an anchor, alias or directive has no name"),
            new Problem("duplicate", "a directive stands twice"));

    /**
     * A problem.
     *
     * @param sign what its message contains
     * @param text what to say instead
     */
    private record Problem(String sign, String text) {}

    private YamlProblems() {}

    static String describe(@Nullable String message) {
        if (message != null) {
            String lower = message.toLowerCase(Locale.ROOT);
            for (Problem problem : KNOWN) {
                if (lower.contains(problem.sign())) {
                    return problem.text();
                }
            }
        }
        return "this is not YAML";
    }
}
