package io.secretsbridge.key.age;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a shell does, without anything else that a shell does: spaces separate, single quotes keep all,
 * double quotes all but a backslash, a backslash the next character; a {@code #} where a word would start begins a comment.
 */
public final class ShellWords {

    private ShellWords() {}

    /**
     * Splits a command that the user names, for example in {@code SOPS_AGE_KEY_CMD} or {@code EDITOR}.
     *
     * @param command the command
     * @return its words
     * @throws IllegalArgumentException when a quote is not closed or a backslash is last; the message holds nothing of it
     */
    public static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        int i = 0;
        while (i < command.length()) {
            char c = command.charAt(i);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                i++;
            } else if (c == '#' && word == null) {
                int end = command.indexOf('\n', i);
                i = (end < 0) ? command.length() : end;
            } else {
                if (word == null) {
                    word = new StringBuilder();
                }
                i = take(command, i, word);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    /** Takes one character, escaped character or quoted part and returns where the next begins. */
    private static int take(String command, int start, StringBuilder word) {
        char c = command.charAt(start);
        if (c == '\\') {
            return takeEscaped(command, start, word);
        }
        if (c != '"' && c != '\'') {
            word.append(c);
            return start + 1;
        }
        int i = start + 1;
        while (i < command.length()) {
            char next = command.charAt(i);
            if (next == c) {
                return i + 1;
            }
            if (next == '\\' && c == '"') {
                i = takeEscaped(command, i, word);
            } else {
                word.append(next);
                i++;
            }
        }
        throw new IllegalArgumentException("a quote is not closed");
    }

    private static int takeEscaped(String command, int backslash, StringBuilder word) {
        if (backslash + 1 == command.length()) {
            throw new IllegalArgumentException("a backslash is the last character");
        }
        word.append(command.charAt(backslash + 1));
        return backslash + 2;
    }
}
