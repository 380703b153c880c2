package io.secretsbridge.sops.store;

/**
 * Writes YAML character by character. Knows whether the last characters were blanks and the indentation of a line, on which
 * the next ones depend.
 */
final class YamlOutput {

    private final Output out = new Output();

    private int column;

    private boolean whitespace = true;

    private boolean indention = true;

    private int footIndent = -1;

    /** Returns the bytes and forgets them. */
    byte[] take() {
        return this.out.take();
    }

    int column() {
        return this.column;
    }

    boolean isAfterWhitespace() {
        return this.whitespace;
    }

    void setAfterWhitespace(boolean after) {
        this.whitespace = after;
    }

    void setInIndention(boolean in) {
        this.indention = in;
    }

    /** Demands an empty line before a line that starts at an indentation: that of a comment after a node. */
    void setFootIndent(int indent) {
        this.footIndent = indent;
    }

    void put(char ascii) {
        this.out.write(ascii);
        this.column++;
    }

    void putBreak() {
        this.out.write('\n');
        this.column = 0;
        this.indention = true;
    }

    /**
     * Writes one character of a text.
     *
     * @param text UTF-8
     * @param offset where the character starts
     * @return where the next one starts
     */
    int write(byte[] text, int offset) {
        int end = Math.min(offset + Utf8.width(text[offset]), text.length);
        if (end == offset + 1) {
            this.out.write(text[offset]);
        } else {
            this.out.write(text, offset, end);
        }
        this.column++;
        return end;
    }

    /** Writes a text without line breaks. */
    void write(byte[] text) {
        this.out.write(text);
        for (byte b : text) {
            this.column += ((b & 0xC0) == 0x80) ? 0 : 1;
        }
    }

    /** Writes one line break of a text, of whatever kind. */
    int writeBreak(byte[] text, int offset) {
        if (text[offset] == '\n') {
            putBreak();
            return offset + 1;
        }
        int next = write(text, offset);
        this.column = 0;
        this.indention = true;
        return next;
    }

    void writeIndicator(String indicator, boolean needsWhitespace, boolean isWhitespace, boolean isIndention) {
        if (needsWhitespace && !this.whitespace) {
            put(' ');
        }
        this.out.write(indicator);
        this.column += indicator.length();
        this.whitespace = isWhitespace;
        this.indention &= isIndention;
    }

    /** Goes to an indentation, on the next line when the column is past it. */
    void writeIndent(int indent) {
        int target = Math.max(indent, 0);
        if (!this.indention || this.column > target || (this.column == target && !this.whitespace)) {
            putBreak();
        }
        if (this.footIndent == target) {
            putBreak();
        }
        if (this.column < target) {
            this.out.repeat(' ', target - this.column);
            this.column = target;
        }
        this.whitespace = true;
        this.footIndent = -1;
    }
}
