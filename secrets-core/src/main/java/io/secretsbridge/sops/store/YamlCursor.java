package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Position;

/**
 * A place in the text that only moves forward. Knows the line, the column, and how many lines ended since the last
 * character that is not blank.
 */
final class YamlCursor {

    private final String text;

    private final boolean wide;

    private int offset;

    private int index;

    private int line;

    private int column;

    private int newlines;

    YamlCursor(YamlText text) {
        this.text = text.text();
        this.wide = text.isWide();
    }

    /** Returns the character some places ahead, or zero past the end. */
    char peek(int ahead) {
        int at = this.offset + ahead;
        return (at < this.text.length()) ? this.text.charAt(at) : 0;
    }

    boolean atEnd() {
        return this.offset >= this.text.length();
    }

    /** Moves past one character, or past a carriage return and line feed. */
    void advance() {
        char c = this.text.charAt(this.offset);
        if (YamlChars.isBreak(c)) {
            int width = (c == '\r' && peek(1) == '\n') ? 2 : 1;
            this.offset += width;
            this.index += width;
            this.line++;
            this.column = 0;
            this.newlines++;
            return;
        }
        if (!YamlChars.isBlank(c)) {
            this.newlines = 0;
        }
        this.offset += Character.isHighSurrogate(c) ? 2 : 1;
        this.index++;
        this.column++;
    }

    /** Moves to the code point with an index, if it is ahead. */
    void seek(int target) {
        while (this.index < target && !atEnd()) {
            advance();
        }
    }

    /**
     * Moves to the code point with an index, past one token.
     *
     * @param target the index
     * @param sameLine whether no line ends on the way
     */
    void pass(int target, boolean sameLine) {
        int width = target - this.index;
        if (this.wide || !sameLine || width <= 0) {
            seek(target);
            return;
        }
        this.offset += width;
        this.index += width;
        this.column += width;
        this.newlines = 0;
    }

    /** Returns the offset in characters. */
    int offset() {
        return this.offset;
    }

    /** Returns the index in code points. */
    int index() {
        return this.index;
    }

    /** Returns the line from 0. */
    int line() {
        return this.line;
    }

    /** Returns the column from 0, in code points. */
    int column() {
        return this.column;
    }

    /** Returns how many lines ended since the last character that is not blank. */
    int newlines() {
        return this.newlines;
    }

    Position position() {
        return new Position(this.line + 1, this.column + 1);
    }
}
