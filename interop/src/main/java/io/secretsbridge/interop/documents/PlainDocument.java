package io.secretsbridge.interop.documents;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Selector;

/**
 * A plain document, and how it is to be sealed.
 *
 * @param seed the seed that draws it again
 * @param index which of the documents of that seed this is
 * @param format its format, YAML or JSON
 * @param text the text
 * @param selector which values are to be sealed
 * @param macOnlyEncrypted whether the MAC is to cover only the sealed values
 */
public record PlainDocument(
        long seed, int index, Format format, String text, Selector selector, boolean macOnlyEncrypted) {

    /** Draws a document; the same seed and index give the same document. */
    public static PlainDocument draw(long seed, int index) {
        Draw draw = new Draw(seed * 0x9E3779B97F4A7C15L + index);
        Format format = draw.percent(75) ? Format.YAML : Format.JSON;
        Selector selector = Selectors.draw(draw, format);
        boolean macOnlyEncrypted = draw.percent(15);
        String text = (format == Format.YAML) ? new YamlText(draw).draw() : new JsonText(draw).draw();
        return new PlainDocument(seed, index, format, text, selector, macOnlyEncrypted);
    }

    /**
     * Returns this document with another text.
     *
     * @param changed the text
     * @return the document
     */
    public PlainDocument withText(String changed) {
        return new PlainDocument(this.seed, this.index, this.format, changed, this.selector, this.macOnlyEncrypted);
    }

    @Override
    public String toString() {
        return this.index + " (" + this.format.word() + ", "
                + this.selector.kind().word() + (this.macOnlyEncrypted ? ", mac_only_encrypted" : "") + ")";
    }
}
