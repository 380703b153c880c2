package io.secretsbridge.lint.yaml;

/**
 * Puts white space or letters in place of the actions of a Helm template, character by character, so that the rest can be read
 * as YAML and every place stays where it is.
 */
final class TemplateMask {

    private static final char FILLER = 'X';

    private TemplateMask() {}

    static boolean hasActions(String text) {
        return text.contains("{{");
    }

    static String mask(String text) {
        StringBuilder masked = new StringBuilder(text);
        int at = text.indexOf("{{");
        while (at >= 0) {
            int close = text.indexOf("}}", at + 2);
            int end = (close < 0) ? text.length() : close + 2;
            fill(masked, at, end);
            at = text.indexOf("{{", end);
        }
        blankLinesOfActions(text, masked);
        return masked.toString();
    }

    private static void fill(StringBuilder masked, int start, int end) {
        for (int i = start; i < end; i++) {
            if (masked.charAt(i) != '\n' && masked.charAt(i) != '\r') {
                masked.setCharAt(i, FILLER);
            }
        }
    }

    /** A line that holds nothing but actions, or a part of one, holds no node: {@code {{- if .Values.x }}}. */
    private static void blankLinesOfActions(String text, StringBuilder masked) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = (end < 0) ? text.length() : end;
            if (holdsActionsOnly(text, masked, start, end)) {
                for (int i = start; i < end; i++) {
                    masked.setCharAt(i, (masked.charAt(i) == '\r') ? '\r' : ' ');
                }
            }
            start = end + 1;
        }
    }

    private static boolean holdsActionsOnly(String text, StringBuilder masked, int start, int end) {
        boolean filled = false;
        for (int i = start; i < end; i++) {
            char ch = masked.charAt(i);
            boolean isFiller = ch == FILLER && (text.charAt(i) != FILLER || filled);
            if (!isFiller && !Character.isWhitespace(ch)) {
                return false;
            }
            filled |= isFiller;
        }
        return filled;
    }
}
