package io.secretsbridge.sops.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The sealed values at the ends of the lines of a YAML text. They are most of a sealed file, and the scanner would look at
 * each of their characters many times, although nothing in them has a meaning in YAML. It sees a short stand-in, which keeps
 * the shape {@code ENC[…]}, so that it is still no value inside of brackets; what it makes of the text is mended
 * afterwards. As nothing follows on the line, all places but those inside of such a value stay what they are.
 */
final class YamlSealedValues {

    private static final String OPENING = "ENC[";

    private static final String START = OPENING + "AES256_GCM,data:";

    /** The soft hyphen, a character of one byte: texts that hold it are scanned as they are. */
    private static final char MARK = '\u00ad';

    private static final String STAND_IN = OPENING + MARK;

    /** Letters, digits, and what else sealed values are made of. */
    private static final boolean[] HARMLESS = new boolean[128];

    static {
        for (char c = 0; c < HARMLESS.length; c++) {
            HARMLESS[c] = (YamlChars.isWord(c) && c != '-') || ",:+/=".indexOf(c) >= 0;
        }
    }

    private final String hidden;

    private final List<String> values;

    private YamlSealedValues(String hidden, List<String> values) {
        this.hidden = hidden;
        this.values = values;
    }

    /**
     * Finds the values of a text.
     *
     * @param text the text
     */
    static YamlSealedValues in(String text) {
        int at = text.indexOf(START);
        if (at < 0 || text.indexOf(MARK) >= 0) {
            return new YamlSealedValues(text, List.of());
        }
        List<String> values = new ArrayList<>();
        StringBuilder hidden = new StringBuilder(text.length() / 2);
        int copied = 0;
        while (at >= 0) {
            int end = startsValue(text, at) ? endOfValue(text, at + START.length()) : -1;
            if (end > 0) {
                hidden.append(text, copied, at)
                        .append(STAND_IN)
                        .append(values.size())
                        .append(']');
                values.add(text.substring(at, end));
                copied = end;
            }
            at = text.indexOf(START, Math.max(end, at + START.length()));
        }
        return new YamlSealedValues(hidden.append(text, copied, text.length()).toString(), values);
    }

    private static boolean startsValue(String text, int at) {
        return at >= 2 && text.charAt(at - 1) == ' ' && (text.charAt(at - 2) == ':' || text.charAt(at - 2) == '-');
    }

    private static int endOfValue(String text, int from) {
        int length = text.length();
        int at = from;
        while (at < length && isHarmless(text.charAt(at))) {
            at++;
        }
        if (at == length || text.charAt(at) != ']') {
            return -1;
        }
        return (at + 1 == length || YamlChars.isBreak(text.charAt(at + 1))) ? at + 1 : -1;
    }

    private static boolean isHarmless(char c) {
        return c < HARMLESS.length && HARMLESS[c];
    }

    /** Returns the text with the stand-ins. */
    String hidden() {
        return this.hidden;
    }

    /**
     * Puts values back.
     *
     * @param part what the scanner made of a part of the text
     * @return the same with the values in place of the stand-ins, which are shorter
     */
    String restore(String part) {
        int at = this.values.isEmpty() ? -1 : part.indexOf(STAND_IN);
        if (at < 0) {
            return part;
        }
        if (at == 0 && part.indexOf(']') == part.length() - 1) {
            return value(part, at, part.length() - 1);
        }
        StringBuilder restored = new StringBuilder();
        int copied = 0;
        while (at >= 0) {
            int end = part.indexOf(']', at);
            restored.append(part, copied, at).append(value(part, at, end));
            copied = end + 1;
            at = part.indexOf(STAND_IN, copied);
        }
        return restored.append(part, copied, part.length()).toString();
    }

    private String value(String part, int at, int end) {
        return this.values.get(Integer.parseInt(part, at + STAND_IN.length(), end, 10));
    }
}
