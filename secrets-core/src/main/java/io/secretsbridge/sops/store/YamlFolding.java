package io.secretsbridge.sops.store;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * The values of scalars in whose text a Unicode line or paragraph separator stands. For YAML 1.1 and {@code sops} they
 * break lines but are kept as content, and {@code sops} writes them so.
 */
final class YamlFolding {

    private YamlFolding() {}

    /**
     * Returns the value of a scalar.
     *
     * @param style its style
     * @param token its text, from the first indicator or character to the last
     * @param indent the column of the block around it, or -1
     * @return the value, or {@code null} for a style for which it is not known
     */
    static @Nullable String value(ScalarStyle style, String token, int indent) {
        return switch (style) {
            case PLAIN -> fold(token);
            case SINGLE_QUOTED -> fold(token.substring(1, token.length() - 1).replace("''", "'"));
            case LITERAL -> literal(token, indent);
            default -> null;
        };
    }

    private static String fold(String text) {
        StringBuilder value = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!YamlChars.isBlank(c) && !YamlChars.isBreak(c)) {
                value.append(c);
                at++;
                continue;
            }
            int from = at;
            StringBuilder breaks = new StringBuilder();
            while (at < text.length() && (YamlChars.isBlank(text.charAt(at)) || YamlChars.isBreak(text.charAt(at)))) {
                int width = breakWidth(text, at);
                if (width > 0) {
                    breaks.append(YamlChars.isSeparator(text.charAt(at)) ? text.charAt(at) : '\n');
                }
                at += Math.max(width, 1);
            }
            if (breaks.isEmpty()) {
                value.append(text, from, at);
            } else if (breaks.charAt(0) != '\n') {
                value.append(breaks);
            } else if (breaks.length() == 1) {
                value.append(' ');
            } else {
                value.append(breaks, 1, breaks.length());
            }
        }
        return value.toString();
    }

    private static int breakWidth(String text, int at) {
        if (!YamlChars.isBreak(text.charAt(at))) {
            return 0;
        }
        return text.startsWith("\r\n", at) ? 2 : 1;
    }

    private static String literal(String text, int parentIndent) {
        int at = 1;
        char chomping = 0;
        int indent = 0;
        for (char c = text.charAt(at); !YamlChars.isBreak(c); c = text.charAt(++at)) {
            if (c == '+' || c == '-') {
                chomping = c;
            } else if (c >= '1' && c <= '9') {
                indent = Math.max(parentIndent, 0) + c - '0';
            } else {
                break;
            }
        }
        while (!YamlChars.isBreak(text.charAt(at))) {
            at++;
        }
        at += breakWidth(text, at);
        return lines(text, at, indent, parentIndent, chomping);
    }

    private static String lines(String text, int from, int explicitIndent, int parentIndent, char chomping) {
        int indent = (explicitIndent > 0) ? explicitIndent : detectIndent(text, from, parentIndent);
        StringBuilder value = new StringBuilder(text.length());
        StringBuilder breaks = new StringBuilder();
        String lastBreak = "";
        int at = from;
        while (at < text.length()) {
            int column = 0;
            while (column < indent && at < text.length() && text.charAt(at) == ' ') {
                at++;
                column++;
            }
            int start = at;
            while (at < text.length() && !YamlChars.isBreak(text.charAt(at))) {
                at++;
            }
            String lineBreak = "";
            if (at < text.length()) {
                lineBreak = YamlChars.isSeparator(text.charAt(at)) ? text.substring(at, at + 1) : "\n";
            }
            if (at == start) {
                breaks.append(lineBreak);
            } else {
                value.append(lastBreak).append(breaks).append(text, start, at);
                breaks.setLength(0);
                lastBreak = lineBreak;
            }
            at += (at < text.length()) ? breakWidth(text, at) : 0;
        }
        if (chomping != '-') {
            value.append(lastBreak);
        }
        if (chomping == '+') {
            value.append(breaks);
        }
        return value.toString();
    }

    private static int detectIndent(String text, int from, int parentIndent) {
        int deepest = 0;
        int column = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ' ') {
                column++;
                deepest = Math.max(deepest, column);
            } else if (YamlChars.isBreak(c)) {
                column = 0;
            } else {
                break;
            }
        }
        return Math.max(deepest, Math.max(parentIndent + 1, 1));
    }
}
