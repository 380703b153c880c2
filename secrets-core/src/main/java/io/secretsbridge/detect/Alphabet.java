package io.secretsbridge.detect;

/** The characters that a token is made of. */
enum Alphabet {
    HEX("0123456789abcdefABCDEF"),
    LETTERS("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    UPPER_ALPHANUMERIC("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    ALPHANUMERIC("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
    /** Letters, digits, underscore. */
    WORD("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"),
    /** Letters, digits, underscore, dash: base64 for URLs too. */
    URL_SAFE("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
    /** {@link #URL_SAFE} and the dots between parts. */
    DOTTED("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."),
    /** {@link #DOTTED} and the tilde: what URLs leave unescaped. */
    UNRESERVED("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~"),
    /** Standard base64, and the slashes of paths. */
    BASE64("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private final long low;

    private final long high;

    Alphabet(String characters) {
        long lowBits = 0;
        long highBits = 0;
        for (int i = 0; i < characters.length(); i++) {
            char ch = characters.charAt(i);
            if (ch < 64) {
                lowBits |= 1L << ch;
            } else {
                highBits |= 1L << (ch - 64);
            }
        }
        this.low = lowBits;
        this.high = highBits;
    }

    boolean contains(char ch) {
        if (ch >= 128) {
            return false;
        }
        return (((ch < 64) ? this.low >>> ch : this.high >>> (ch - 64)) & 1) != 0;
    }

    /** Returns the index after the run of these characters that starts at an index, or the limit if that comes first. */
    int endOfRun(String text, int start, int limit) {
        int end = start;
        int last = Math.min(text.length(), limit);
        while (end < last && contains(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
