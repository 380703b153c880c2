package io.secretsbridge.sops.store;

/** The classes of characters of YAML 1.1. */
final class YamlChars {

    static final char NEXT_LINE = '\u0085';

    static final char LINE_SEPARATOR = '\u2028';

    static final char PARAGRAPH_SEPARATOR = '\u2029';

    private YamlChars() {}

    /** Returns whether a character may stand in a file, wherever that is; {@code sops} looks into comments too. */
    static boolean isAllowed(char c) {
        if (c < ' ') {
            return c == '\t' || c == '\n' || c == '\r';
        }
        return c < 0x7F || c == NEXT_LINE || (c >= 0xA0 && c < 0xFFFE);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || isSeparator(c);
    }

    /** Returns whether a character breaks lines of files that were not read yet: of those, a next-line is made a break. */
    static boolean isAnyBreak(char c) {
        return isBreak(c) || c == NEXT_LINE;
    }

    static boolean isSeparator(char c) {
        return c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
    }

    /** Returns whether a character ends a word, the end of the text (zero) included. */
    static boolean isBlankOrEnd(char c) {
        return isBlank(c) || isBreak(c) || c == 0;
    }

    /** Returns whether a name of an anchor may hold a character. */
    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
