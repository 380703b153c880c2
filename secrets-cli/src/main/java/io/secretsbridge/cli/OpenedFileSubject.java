package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Store;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sealed file that was opened. */
final class OpenedFileSubject implements EditSubject {

    private final SecretFiles files;

    private final OpenedFile opened;

    private final Format out;

    private final @Nullable Store showMetadata;

    /**
     * Creates a subject.
     *
     * @param files the pipeline
     * @param opened the file
     * @param out the format of the file that is written
     * @param showMetadata the store that shows the {@code sops} block together with the values, or {@code null}
     */
    OpenedFileSubject(SecretFiles files, OpenedFile opened, Format out, @Nullable Store showMetadata) {
        this.files = files;
        this.opened = opened;
        this.out = out;
        this.showMetadata = showMetadata;
    }

    @Override
    public byte[] text() {
        return (this.showMetadata != null)
                ? this.showMetadata.write(new Document(this.opened.branches(), this.opened.metadata()))
                : this.files.plain(this.opened.branches(), this.opened.format());
    }

    @Override
    public byte[] seal(Source edited) {
        List<MapNode> branches = (this.showMetadata != null)
                ? branches(this.showMetadata, edited)
                : this.files.readPlain(edited, this.opened.format());
        return this.files.resealEdited(this.opened, branches, this.out);
    }

    /** A change in the block would have no effect, since keys must wrap the data key anew; so none is taken. */
    private List<MapNode> branches(Store store, Source edited) {
        Document document = store.read(edited);
        byte[] shown = store.write(new Document(document.branches(), this.opened.metadata()));
        if (!store.read(Source.of(edited.name(), shown)).metadata().equals(document.metadata())) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    Location.of(edited.name()),
                    "the '" + Metadata.KEY + "' block was changed, and it is shown for reading only",
                    "Undo the change in the block");
        }
        return document.branches();
    }

    @Override
    public byte[] sealAsItIs(byte[] edited) {
        ValueNode whole = ValueNode.ofCanonical(ValueNode.Type.STRING, edited.clone(), Position.NONE);
        // The file's own selector might leave the text readable.
        Metadata metadata = this.opened.metadata().withSelector(Selector.DEFAULT);
        return this.files.reseal(this.opened, List.of(MapNode.of(new Entry("data", whole))), metadata, Format.BINARY);
    }

    @Override
    public void close() {
        this.opened.close();
    }
}
