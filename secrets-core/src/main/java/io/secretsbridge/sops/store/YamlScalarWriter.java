package io.secretsbridge.sops.store;

/** Writes the text of a scalar in each style. */
final class YamlScalarWriter {

    private static final String HEX = "0123456789ABCDEF";

    private static final String ESCAPED = "\0\u0007\b\t\n\u000B\f\r\u001B\"\\\u0085\u00A0\u2028\u2029";

    private static final String ESCAPES = "0abtnvfre\"\\N_LP";

    private final YamlOutput out;

    YamlScalarWriter(YamlOutput out) {
        this.out = out;
    }

    void tag(String tag) {
        if (!tag.isEmpty()) {
            this.out.writeIndicator(tag, true, false, false);
        }
    }

    void plain(byte[] text) {
        if (text.length > 0 && !this.out.isAfterWhitespace()) {
            this.out.put(' ');
        }
        this.out.write(text);
        this.out.setAfterWhitespace(false);
        this.out.setInIndention(false);
    }

    void singleQuoted(byte[] text, int indent) {
        this.out.writeIndicator("'", true, false, false);
        boolean lineStart = false;
        int at = 0;
        while (at < text.length) {
            if (YamlUtf8.isBreak(text, at)) {
                at = this.out.writeBreak(text, at);
                lineStart = true;
                continue;
            }
            if (lineStart && text[at] != ' ') {
                this.out.writeIndent(indent);
            }
            if (text[at] == '\'') {
                this.out.put('\'');
            }
            lineStart &= text[at] == ' ';
            at = this.out.write(text, at);
            this.out.setInIndention(false);
        }
        this.out.writeIndicator("'", false, false, false);
    }

    void doubleQuoted(byte[] text) {
        this.out.writeIndicator("\"", true, false, false);
        boolean escapeAll = text.length > 0 && Utf8.codePoint(text, 0) == '\uFEFF';
        int at = 0;
        while (at < text.length) {
            boolean plain = YamlUtf8.isPrintable(text, at)
                    && !YamlUtf8.isBreak(text, at)
                    && text[at] != '"'
                    && text[at] != '\\';
            if (plain && !escapeAll) {
                at = this.out.write(text, at);
            } else {
                escape(Utf8.codePoint(text, at));
                at += Utf8.width(text[at]);
            }
        }
        this.out.writeIndicator("\"", false, false, false);
    }

    private void escape(int codePoint) {
        this.out.put('\\');
        int known = ESCAPED.indexOf(codePoint);
        if (known >= 0) {
            this.out.put(ESCAPES.charAt(known));
        } else if (codePoint <= 0xFF) {
            hex('x', codePoint, 2);
        } else if (codePoint <= 0xFFFF) {
            hex('u', codePoint, 4);
        } else {
            hex('U', codePoint, 8);
        }
    }

    private void hex(char kind, int codePoint, int digits) {
        this.out.put(kind);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            this.out.put(HEX.charAt(codePoint >> shift & 0xF));
        }
    }

    /**
     * Writes the indicators of a literal block.
     *
     * @param text the text of the block
     * @param indentHint the indentation to name when the text starts with a space or break
     */
    void literalHeader(byte[] text, int indentHint) {
        this.out.writeIndicator("|", true, false, false);
        if (needsHint(text)) {
            this.out.writeIndicator(Integer.toString(indentHint), false, false, false);
        }
        int last = start(text, text.length - 1);
        if (!YamlUtf8.isBreak(text, last)) {
            this.out.writeIndicator("-", false, false, false);
        } else if (last == 0 || YamlUtf8.isBreak(text, start(text, last - 1))) {
            this.out.writeIndicator("+", false, false, false);
        }
    }

    /** Returns whether a reader could not tell the indentation of a block from its first line. */
    static boolean needsHint(byte[] text) {
        return YamlUtf8.isSpace(text, 0) || YamlUtf8.isBreak(text, 0);
    }

    /** Returns whether a block has no line whose indentation could matter. */
    static boolean isEmptyLines(byte[] text) {
        for (byte b : text) {
            if (b != '\n') {
                return false;
            }
        }
        return true;
    }

    private static int start(byte[] text, int at) {
        int start = at;
        while ((text[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }

    void literal(byte[] text, int indent) {
        this.out.setAfterWhitespace(true);
        boolean lineStart = true;
        int at = 0;
        while (at < text.length) {
            if (YamlUtf8.isBreak(text, at)) {
                at = this.out.writeBreak(text, at);
                lineStart = true;
                continue;
            }
            if (lineStart) {
                this.out.writeIndent(indent);
            }
            at = this.out.write(text, at);
            this.out.setInIndention(false);
            lineStart = false;
        }
    }
}
