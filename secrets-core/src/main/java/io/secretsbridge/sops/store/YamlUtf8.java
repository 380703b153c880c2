package io.secretsbridge.sops.store;

/** The classes of characters of YAML 1.1 in UTF-8, each asked of the bytes at an offset. */
final class YamlUtf8 {

    private YamlUtf8() {}

    private static int at(byte[] text, int offset) {
        return (offset < text.length) ? text[offset] & 0xFF : 0;
    }

    static boolean isSpace(byte[] text, int offset) {
        return at(text, offset) == ' ';
    }

    static boolean isBlank(byte[] text, int offset) {
        return at(text, offset) == ' ' || at(text, offset) == '\t';
    }

    static boolean isBreak(byte[] text, int offset) {
        int lead = at(text, offset);
        if (lead == '\n' || lead == '\r') {
            return true;
        }
        return lead >= 0xC2 && isForeignBreak(Utf8.codePoint(text, offset));
    }

    private static boolean isForeignBreak(int codePoint) {
        return codePoint == 0x85 || codePoint == YamlChars.LINE_SEPARATOR || codePoint == YamlChars.PARAGRAPH_SEPARATOR;
    }

    /**
     * Returns whether the YAML library of {@code sops} writes the character as it is. It does not for characters above
     * U+FFFF, although YAML would allow it.
     */
    static boolean isPrintable(byte[] text, int offset) {
        int codePoint = Utf8.codePoint(text, offset);
        return codePoint == '\n'
                || (codePoint >= ' ' && codePoint <= '~')
                || (codePoint >= 0xA0 && codePoint <= 0xFFFD && codePoint != 0xFEFF);
    }
}
