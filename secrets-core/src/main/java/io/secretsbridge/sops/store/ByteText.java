package io.secretsbridge.sops.store;

import java.nio.charset.StandardCharsets;

/**
 * Text as a string of which each character is one byte, so that a parser may search and cut it and no byte is lost when it
 * is not UTF-8. White space is what it is in Unicode nevertheless.
 */
final class ByteText {

    /** White space outside of ASCII, as the bytes of its UTF-8 form. */
    private static final String[] WIDE_SPACES = {
        "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
        "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"
    };

    static {
        for (int index = 0; index < WIDE_SPACES.length; index++) {
            WIDE_SPACES[index] = of(WIDE_SPACES[index].getBytes(StandardCharsets.UTF_8));
        }
    }

    private ByteText() {}

    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(String byteText) {
        return byteText.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the index of the first byte that is not UTF-8, or -1. */
    static int firstMalformed(String byteText) {
        byte[] bytes = bytes(byteText);
        int at = 0;
        while (at < bytes.length) {
            int sequence = Utf8.sequence(bytes, at, bytes.length);
            if (sequence == 0) {
                return at;
            }
            at += sequence;
        }
        return -1;
    }

    /** Returns the characters that UTF-8 bytes stand for. */
    static String decode(String byteText) {
        return new String(bytes(byteText), StandardCharsets.UTF_8);
    }

    /** Returns how many bytes of white space are at the start. */
    static int leadingSpace(String byteText) {
        int at = 0;
        int width = spaceAt(byteText, at);
        while (width > 0) {
            at += width;
            width = spaceAt(byteText, at);
        }
        return at;
    }

    static String trimLeft(String byteText) {
        return byteText.substring(leadingSpace(byteText));
    }

    static String trim(String byteText) {
        String trimmed = trimLeft(byteText);
        int end = trimmed.length();
        int width = spaceBefore(trimmed, end);
        while (width > 0) {
            end -= width;
            width = spaceBefore(trimmed, end);
        }
        return trimmed.substring(0, end);
    }

    private static int spaceAt(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        if (isAsciiSpace(text.charAt(at))) {
            return 1;
        }
        for (String space : WIDE_SPACES) {
            if (text.startsWith(space, at)) {
                return space.length();
            }
        }
        return 0;
    }

    private static int spaceBefore(String text, int end) {
        if (end == 0) {
            return 0;
        }
        if (isAsciiSpace(text.charAt(end - 1))) {
            return 1;
        }
        for (String space : WIDE_SPACES) {
            if (text.startsWith(space, end - space.length())) {
                return space.length();
            }
        }
        return 0;
    }

    private static boolean isAsciiSpace(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }
}
