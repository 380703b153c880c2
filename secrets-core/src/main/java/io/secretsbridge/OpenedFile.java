package io.secretsbridge;

import io.secretsbridge.key.DataKey;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Opened;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import java.util.List;

/**
 * An opened file: its plain trees, and what is needed to seal it again. {@link #close()} wipes the values and the data key,
 * so close it as soon as what is needed was taken out.
 */
public final class OpenedFile implements AutoCloseable {

    private final Source source;

    private final Format format;

    private final Metadata metadata;

    private final DataKey dataKey;

    private final Opened opened;

    OpenedFile(Source source, Format format, Metadata metadata, DataKey dataKey, Opened opened) {
        this.source = source;
        this.format = format;
        this.metadata = metadata;
        this.dataKey = dataKey;
        this.opened = opened;
    }

    /**
     * Returns the plain trees.
     *
     * @return one tree for each document, in file order; of no use after {@link #close()}
     */
    public List<MapNode> branches() {
        return this.opened.branches();
    }

    /**
     * Returns what the {@code sops} block of the file says.
     *
     * @return the metadata
     */
    public Metadata metadata() {
        return this.metadata;
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
     * Returns the file as it was read.
     *
     * @return the sealed bytes and their name
     */
    public Source source() {
        return this.source;
    }

    DataKey dataKey() {
        return this.dataKey;
    }

    Opened opened() {
        return this.opened;
    }

    /** Wipes the values and the data key. */
    @Override
    public void close() {
        this.dataKey.close();
        this.opened.close();
    }

    /** Names the file, and shows nothing of it. */
    @Override
    public String toString() {
        return "OpenedFile[" + this.source + "]";
    }
}
