package io.secretsbridge.sops.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a YAML file while it is written. What was outgrown is wiped, because it may hold secrets. Knows whether
 * the last characters were blanks and the indentation of a line, on which the next ones depend.
 */
final class YamlOutput {

    private static final int INITIAL_BYTES = 4096;

    private byte[] bytes = new byte[INITIAL_BYTES];

    private int length;

    private int column;

    private boolean whitespace = true;

    private boolean indention = true;

    private int footIndent = -1;

    /** Returns the bytes and forgets them. */
    byte[] take() {
        byte[] all = Arrays.copyOf(this.bytes, this.length);
        Arrays.fill(this.bytes, (byte) 0);
        this.length = 0;
        return all;
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

    private void append(byte b) {
        if (this.length == this.bytes.length) {
            byte[] larger = Arrays.copyOf(this.bytes, this.length * 2);
            Arrays.fill(this.bytes, (byte) 0);
            this.bytes = larger;
        }
        this.bytes[this.length] = b;
        this.length++;
    }

    void put(char ascii) {
        append((byte) ascii);
        this.column++;
    }

    void putBreak() {
        append((byte) '\n');
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
        int end = Math.min(offset + YamlUtf8.width(text, offset), text.length);
        for (int at = offset; at < end; at++) {
            append(text[at]);
        }
        this.column++;
        return end;
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
        for (byte b : indicator.getBytes(StandardCharsets.US_ASCII)) {
            put((char) b);
        }
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
        while (this.column < target) {
            put(' ');
        }
        this.whitespace = true;
        this.footIndent = -1;
    }
}
