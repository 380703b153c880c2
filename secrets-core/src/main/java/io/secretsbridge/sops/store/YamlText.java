package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * The characters of a YAML file, without its byte order mark, and checked: {@code sops} refuses control characters
 * wherever they stand. YAML 1.1, which {@code sops} reads, has three more line breaks than YAML 1.2, which the scanner
 * reads; the scanner sees a line feed in their place, and {@link YamlFolding} puts them back where they are content. For
 * the escapes of two of them, which the scanner does not know, it sees that of the third ({@link YamlEscapes}), and for
 * sealed values a short stand-in ({@link YamlSealedValues}).
 */
final class YamlText {

    private static final char REPLACEMENT = '\uFFFD';

    private final Source source;

    private final YamlSealedValues sealed;

    private final String text;

    private final String raw;

    private final boolean separators;

    private final boolean escapes;

    private final boolean wide;

    private YamlText(Source source, YamlSealedValues sealed, boolean foreignBreaks) {
        this.source = source;
        this.sealed = sealed;
        String raw = sealed.hidden();
        this.raw = foreignBreaks ? raw.replace(YamlChars.NEXT_LINE, '\n') : raw;
        String known = YamlEscapes.hide(this.raw);
        this.text = foreignBreaks
                ? known.replace(YamlChars.LINE_SEPARATOR, '\n').replace(YamlChars.PARAGRAPH_SEPARATOR, '\n')
                : known;
        this.separators = foreignBreaks;
        this.escapes = !known.equals(this.raw);
        this.wide = raw.codePointCount(0, raw.length()) < raw.length();
    }

    /**
     * Decodes a file.
     *
     * @param source the file: UTF-8, or UTF-16 with a byte order mark
     * @return its text
     * @throws SecretsException with reason {@code MALFORMED}
     */
    static YamlText of(Source source) {
        byte[] bytes = source.bytes();
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decode(source, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decode(source, 2, StandardCharsets.UTF_16BE);
        }
        return decode(source, startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0, StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int at = 0; at < prefix.length; at++) {
            if ((bytes[at] & 0xFF) != prefix[at]) {
                return false;
            }
        }
        return true;
    }

    private static YamlText decode(Source source, int from, Charset charset) {
        byte[] bytes = source.bytes();
        String decoded = new String(bytes, from, bytes.length - from, charset);
        if (decoded.indexOf(REPLACEMENT) >= 0) {
            // It stands in the file, or in place of what is no text.
            checkEncoding(source, from, charset);
        }
        YamlSealedValues sealed = YamlSealedValues.in(decoded);
        return new YamlText(source, sealed, check(source, sealed.hidden()));
    }

    private static void checkEncoding(Source source, int from, Charset charset) {
        byte[] bytes = source.bytes();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate(bytes.length - from);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (decoder.decode(in, out, true).isError()) {
            out.flip();
            String decoded = out.toString();
            throw malformed(
                    source, positionOf(decoded, decoded.length()), "the file is not " + charset.name() + " text");
        }
    }

    private static boolean check(Source source, String decoded) {
        boolean foreignBreaks = false;
        for (int at = 0; at < decoded.length(); at++) {
            char c = decoded.charAt(at);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            if (c == YamlChars.NEXT_LINE || c == YamlChars.LINE_SEPARATOR || c == YamlChars.PARAGRAPH_SEPARATOR) {
                foreignBreaks = true;
            } else if (!YamlChars.isAllowed(c)) {
                throw malformed(source, positionOf(decoded, at), "control characters are not allowed in YAML");
            }
        }
        return foreignBreaks;
    }

    private static Position positionOf(String decoded, int at) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (decoded.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, decoded.codePointCount(start, at) + 1);
    }

    /**
     * Returns the text that is scanned, of the same length as {@link #raw()}.
     *
     * @return the text
     */
    String text() {
        return this.text;
    }

    /**
     * Returns the text with the line and paragraph separators that are content.
     *
     * @return the text
     */
    String raw() {
        return this.raw;
    }

    /**
     * Returns what a part of the text was before it was prepared for the scanner.
     *
     * @param part a part of {@link #raw()}, or what the scanner made of it
     * @return the same with the sealed values in it, which are longer than what stood in for them
     */
    String restore(String part) {
        return this.sealed.restore(part);
    }

    /**
     * Returns the offset some code points after another.
     *
     * @param from the offset
     * @param codePoints how many
     * @return the offset
     */
    int offset(int from, int codePoints) {
        return this.wide ? this.text.offsetByCodePoints(from, codePoints) : from + codePoints;
    }

    /**
     * Returns whether characters above U+FFFF stand in the text, so that offsets and indices differ.
     *
     * @return whether there are any
     */
    boolean isWide() {
        return this.wide;
    }

    /**
     * Returns whether a line or paragraph separator stands between two places.
     *
     * @param from the offset of the first character
     * @param to the offset after the last
     * @return whether there is one
     */
    boolean hasSeparator(int from, int to) {
        for (int at = from; this.separators && at < to; at++) {
            if (YamlChars.isSeparator(this.raw.charAt(at))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether an escape between two places was hidden from the scanner.
     *
     * @param from the offset of the first character
     * @param to the offset after the last
     * @return whether there is one
     */
    boolean hasHiddenEscape(int from, int to) {
        return this.escapes && !this.raw.regionMatches(from, this.text, from, to - from);
    }

    SecretsException malformed(Position position, String problem) {
        return malformed(this.source, position, problem);
    }

    SecretsException limitExceeded(Position position, String problem) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED, this.source.at(position), problem, "Make the document simpler");
    }

    static Position position(Optional<Mark> mark) {
        if (mark.isEmpty()) {
            return Position.NONE;
        }
        Mark at = mark.get();
        return new Position(at.getLine() + 1, at.getColumn() + 1);
    }

    private static SecretsException malformed(Source source, Position position, String problem) {
        return new SecretsException(Reason.MALFORMED, source.at(position), problem, "Correct the file at that place");
    }
}
