package io.secretsbridge;

import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;

/**
 * A sealed file that was read and not opened: what its {@code sops} block says is known, and nothing of it is proven.
 * Immutable.
 */
public final class SealedFile {

    private final Source source;

    private final Format format;

    private final Document document;

    SealedFile(Source source, Format format, Document document) {
        this.source = source;
        this.format = format;
        this.document = document;
    }

    /**
     * Returns the file as it was read.
     *
     * @return the sealed bytes and their name
     */
    public Source source() {
        return this.source;
    }

    /**
     * Returns the format in which the file was read.
     *
     * @return the format
     */
    public Format format() {
        return this.format;
    }

    /**
     * Returns what the {@code sops} block says.
     *
     * @return the metadata
     */
    public Metadata metadata() {
        return this.document.metadata();
    }

    /**
     * Tells whether the file counts as sealed: a {@code sops} block without a MAC or a version does not make it so.
     *
     * @return the status
     */
    public FileStatus status() {
        Metadata metadata = metadata();
        return new FileStatus(!metadata.mac().isEmpty() && !metadata.version().isEmpty());
    }

    /**
     * Returns who can unlock the file.
     *
     * @return the master keys that the {@code sops} block names
     */
    public MasterKeys masterKeys() {
        return metadata().masterKeys();
    }

    Document document() {
        return this.document;
    }

    @Override
    public String toString() {
        return "SealedFile[" + this.source + "]";
    }
}
