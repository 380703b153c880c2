package io.secretsbridge.interop.documents;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A plain document, and how it is to be sealed.
 *
 * @param seed the seed that draws it again
 * @param index which of the documents of that seed this is
 * @param format its format
 * @param other another format, for conversions
 * @param text the text; of a binary file one character for each byte
 * @param selector which values are to be sealed
 * @param macOnlyEncrypted whether the MAC is to cover only the sealed values
 * @param keys who is to open it
 * @param indent how the stores are told to indent, {@link #NO_INDENT} when they are not
 */
public record PlainDocument(
        long seed,
        int index,
        Format format,
        Format other,
        String text,
        Selector selector,
        boolean macOnlyEncrypted,
        KeyShape keys,
        int indent) {

    /** No setting for the stores. */
    public static final int NO_INDENT = Integer.MIN_VALUE;

    /** Draws a document; the same seed and index give the same document. */
    public static PlainDocument draw(long seed, int index) {
        Draw draw = new Draw(seed * 0x9E3779B97F4A7C15L + index);
        Format format = format(draw);
        List<Format> others = Arrays.stream(Format.values())
                .filter((other) -> other != format)
                .toList();
        // Text and trees convert into each other; the rest is mostly refused.
        Format other = draw.percent(50) ? draw.of(others) : (format == Format.YAML) ? Format.JSON : Format.YAML;
        Selector selector = Selectors.draw(draw, format);
        boolean macOnlyEncrypted = draw.percent(15);
        KeyShape keys = KeyShape.draw(draw);
        int indent = draw.percent(80) ? NO_INDENT : draw.of(List.of(0, 1, 2, 3, 4, 5, 8));
        String text = text(draw, format);
        return new PlainDocument(seed, index, format, other, text, selector, macOnlyEncrypted, keys, indent);
    }

    private static Format format(Draw draw) {
        if (draw.percent(45)) {
            return Format.YAML;
        }
        return draw.percent(35) ? Format.JSON : draw.of(List.of(Format.DOTENV, Format.INI, Format.BINARY));
    }

    private static String text(Draw draw, Format format) {
        return switch (format) {
            case YAML -> draw.percent(10) ? new FlatTree(draw).draw() : new YamlText(draw).draw();
            case JSON -> draw.percent(20) ? new FlatTree(draw).draw() : new JsonText(draw).draw();
            case DOTENV -> new DotenvText(draw).draw();
            case INI -> new IniText(draw).draw();
            case BINARY -> new BinaryText(draw).draw();
        };
    }

    /**
     * Returns the bytes of the file.
     *
     * @return the bytes
     */
    public byte[] bytes() {
        return this.text.getBytes(
                (this.format == Format.BINARY) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /**
     * Returns this document with another text.
     *
     * @param changed the text
     * @return the document
     */
    public PlainDocument withText(String changed) {
        return new PlainDocument(
                this.seed,
                this.index,
                this.format,
                this.other,
                changed,
                this.selector,
                this.macOnlyEncrypted,
                this.keys,
                this.indent);
    }

    /**
     * Returns whether a {@code sops} of 2024 knows all that the document asks for.
     *
     * @return whether it can be compared
     */
    public boolean old() {
        return this.keys.old() && this.indent == NO_INDENT;
    }

    @Override
    public String toString() {
        return this.index + " (" + this.format.word() + ", "
                + this.selector.kind().word() + (this.macOnlyEncrypted ? ", mac_only_encrypted" : "") + ", "
                + this.keys.groups() + " of which " + this.keys.threshold()
                + ((this.indent == NO_INDENT) ? "" : ", indent " + this.indent) + ")";
    }
}
