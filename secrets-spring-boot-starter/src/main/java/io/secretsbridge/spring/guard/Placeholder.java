package io.secretsbridge.spring.guard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder in a value, such as {@code ${NAME:default}}.
 *
 * @param name the name, which may hold placeholders itself
 * @param otherwise the default, which may hold placeholders too, or {@code null} when there is none
 * @param start the index of its first character
 * @param end the index after its last character
 */
record Placeholder(String name, @Nullable String otherwise, int start, int end) {

    private static final String START = "${";

    /** Returns the outermost placeholders of a text in their order. A backslash before one makes it plain text. */
    static List<Placeholder> in(String text) {
        List<Placeholder> found = new ArrayList<>();
        int at = text.indexOf(START);
        while (at >= 0) {
            int end = endOf(text, at);
            if (end < 0) {
                break;
            }
            boolean escaped = at > 0 && text.charAt(at - 1) == '\\';
            if (!escaped) {
                found.add(of(text.substring(at + START.length(), end), at, end + 1));
            }
            at = text.indexOf(START, escaped ? at + START.length() : end + 1);
        }
        return found;
    }

    private static int endOf(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            if (text.startsWith(START, i)) {
                depth++;
                i++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static Placeholder of(String inside, int start, int end) {
        int depth = 0;
        for (int i = 0; i < inside.length(); i++) {
            char ch = inside.charAt(i);
            if (ch == '{') {
                depth++;
            } else if (ch == '}') {
                depth--;
            } else if (ch == ':' && depth == 0) {
                return new Placeholder(inside.substring(0, i), inside.substring(i + 1), start, end);
            }
        }
        return new Placeholder(inside, null, start, end);
    }
}
