package io.secretsbridge.lint.yaml;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The characters of a file, without its byte order mark, and where its lines begin. */
public final class SourceText {

    /** The most bytes of one file: 16 MiB. Of etcd's 1.5 MiB for one object, ten together. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;

    private final String text;

    private final boolean marked;

    private final int[] lineStarts;

    /** Before which code points one stands that takes two characters, counted in code points. */
    private final int[] wide;

    private SourceText(String name, String text, boolean marked) {
        this.name = name;
        this.text = text;
        this.marked = marked;
        this.lineStarts = lineStarts(text);
        this.wide = wide(text);
    }

    /**
     * Decodes a file.
     *
     * @param source the file
     * @return its text
     * @throws SecretsException with reason {@code MALFORMED} when it is not UTF-8, {@code LIMIT_EXCEEDED} when it is too large
     */
    public static SourceText of(Source source) {
        if (source.bytes().length > MAX_BYTES) {
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    source.location(),
                    "the file is larger than " + (MAX_BYTES >> 20) + " MiB, which no manifest is",
                    "Split it");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source.bytes()))
                    .toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return new SourceText(source.name(), marked ? text.substring(1) : text, marked);
        } catch (CharacterCodingException ex) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    source.location(),
                    "the file is no text in UTF-8",
                    "Leave out what is no manifest, or save it as UTF-8",
                    ex);
        }
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char ch = text.charAt(i);
            boolean ends = ch == '\n' || (ch == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (ends) {
                starts = (count == starts.length) ? Arrays.copyOf(starts, 2 * count) : starts;
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    private static int[] wide(String text) {
        int[] wide = new int[8];
        int count = 0;
        int point = 0;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))) {
                wide = (count == wide.length) ? Arrays.copyOf(wide, 2 * count) : wide;
                wide[count++] = point;
                i++;
            }
            point++;
        }
        return Arrays.copyOf(wide, count);
    }

    /** Returns the name by which the user knows the file. */
    public String name() {
        return this.name;
    }

    /** Returns the characters. */
    public String text() {
        return this.text;
    }

    /** Returns the same file with other characters. */
    public SourceText with(String other) {
        return new SourceText(this.name, other, this.marked);
    }

    /** Returns the file's bytes. */
    public byte[] bytes() {
        return (this.marked ? BYTE_ORDER_MARK + this.text : this.text).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the index of a code point that is counted from the beginning. */
    int index(int codePoint) {
        int before = Arrays.binarySearch(this.wide, codePoint);
        return codePoint + ((before < 0) ? -before - 1 : before);
    }

    /** Returns the line of an index, from 1. */
    public int line(int index) {
        int found = Arrays.binarySearch(this.lineStarts, index);
        return (found < 0) ? -found - 1 : found + 1;
    }

    /** Returns the column of an index in code points, from 1. */
    public int column(int index) {
        int start = lineStart(line(index));
        return this.text.codePointCount(start, index) + 1;
    }

    /** Returns how many lines there are; what follows the last line break is one too. */
    public int lines() {
        return this.lineStarts.length;
    }

    /** Returns the index at which a line begins; that of the line after the last one is the end of the text. */
    public int lineStart(int line) {
        return (line > this.lineStarts.length) ? this.text.length() : this.lineStarts[line - 1];
    }

    /** Returns a line without its break. */
    public String lineText(int line) {
        int end = lineStart(line + 1);
        int start = lineStart(line);
        while (end > start && (this.text.charAt(end - 1) == '\n' || this.text.charAt(end - 1) == '\r')) {
            end--;
        }
        return this.text.substring(start, end);
    }

    /** Returns the location of an index. */
    public Location at(int index) {
        return new Location(this.name, line(index), column(index), null);
    }

    @Override
    public String toString() {
        return this.name;
    }
}
