package io.secretsbridge.sops.store;

/** Well-formed UTF-8, looked at byte by byte, so that secrets need not become strings to be checked. */
final class Utf8 {

    private Utf8() {}

    /**
     * Returns how many bytes a character takes in well-formed text.
     *
     * @param lead its first byte
     */
    static int width(byte lead) {
        int first = lead & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xE0) {
            return 2;
        }
        return (first < 0xF0) ? 3 : 4;
    }

    /**
     * Returns the character at an index of well-formed text.
     *
     * @param bytes the text
     * @param at where the character starts
     */
    static int codePoint(byte[] bytes, int at) {
        int width = width(bytes[at]);
        if (width == 1) {
            return bytes[at];
        }
        int codePoint = bytes[at] & (0xFF >> (width + 1));
        for (int more = 1; more < width; more++) {
            codePoint = (codePoint << 6) | (bytes[at + more] & 0x3F);
        }
        return codePoint;
    }

    /**
     * Returns the length of the well-formed sequence at an index, or 0 when there is none.
     *
     * @param bytes the text
     * @param at where the sequence starts
     * @param end where the text ends
     */
    static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int length = width(bytes[at]);
        if (end - at < length) {
            return 0;
        }
        // The second byte alone rules out overlong forms, surrogates and what lies beyond U+10FFFF.
        int second = bytes[at + 1] & 0xFF;
        int least = (first == 0xE0) ? 0xA0 : (first == 0xF0) ? 0x90 : 0x80;
        int most = (first == 0xED) ? 0x9F : (first == 0xF4) ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int next = at + 2; next < at + length; next++) {
            if ((bytes[next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
