package io.secretsbridge.sops.store;

import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * The escapes for the Unicode line and paragraph separators, which {@code sops} writes and the scanner does not know. The
 * scanner gets the escape of the next-line character in their place, which is as wide; the value is mended afterwards.
 * What looks like such an escape outside of double quotes is hidden and mended as well, because only the scanner knows
 * where quotes begin.
 */
final class YamlEscapes {

    private static final char STAND_IN = 'N';

    private YamlEscapes() {}

    /**
     * Returns a text with stand-ins for the unknown escapes.
     *
     * @param raw the text
     * @return a text of the same length, the same one when there is nothing to hide
     */
    static String hide(String raw) {
        StringBuilder hidden = null;
        for (int at = raw.indexOf('\\'); at >= 0 && at + 1 < raw.length(); at = raw.indexOf('\\', at + 2)) {
            char escape = raw.charAt(at + 1);
            if (escape == 'L' || escape == 'P') {
                hidden = (hidden != null) ? hidden : new StringBuilder(raw);
                hidden.setCharAt(at + 1, STAND_IN);
            }
        }
        return (hidden != null) ? hidden.toString() : raw;
    }

    /**
     * Mends the value of a scalar in whose text an escape was hidden.
     *
     * @param style its style
     * @param token its text as it was, from the first indicator or character to the last
     * @param value what the scanner made of it
     * @return the value
     */
    static String restore(ScalarStyle style, String token, String value) {
        boolean escaped = style == ScalarStyle.DOUBLE_QUOTED;
        StringBuilder mended = new StringBuilder(value);
        int to = 0;
        for (int at = token.indexOf('\\', content(style, token));
                at >= 0 && at + 1 < token.length();
                at = token.indexOf('\\', at + 2)) {
            char escape = token.charAt(at + 1);
            boolean separator = escape == 'L' || escape == 'P';
            if (escaped && (separator || isNextLine(token, at + 1))) {
                to = value.indexOf(YamlChars.NEXT_LINE, to) + 1;
                if (separator) {
                    mended.setCharAt(
                            to - 1, (escape == 'L') ? YamlChars.LINE_SEPARATOR : YamlChars.PARAGRAPH_SEPARATOR);
                }
            } else if (!escaped && (separator || escape == STAND_IN)) {
                to = value.indexOf("\\" + STAND_IN, to) + 2;
                mended.setCharAt(to - 1, escape);
            }
        }
        return mended.toString();
    }

    /** Returns where the content of a token begins: in a block after its first line, which may hold a comment. */
    private static int content(ScalarStyle style, String token) {
        return (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) ? token.indexOf('\n') + 1 : 0;
    }

    private static boolean isNextLine(String token, int at) {
        return switch (token.charAt(at)) {
            case STAND_IN -> true;
            case 'x' -> token.startsWith("85", at + 1);
            case 'u' -> token.startsWith("0085", at + 1);
            case 'U' -> token.startsWith("00000085", at + 1);
            default -> false;
        };
    }
}
