package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of the first document of a sealed file, which is written back in its place. */
final class InPlaceEdit implements AutoCloseable {

    private final Arguments arguments;

    private final Invocation invocation;

    private final String file;

    private final Format in;

    private final Format out;

    private final Workbench workbench;

    InPlaceEdit(Arguments arguments, GlobalFlags global, Invocation invocation, String file) {
        this.arguments = arguments;
        this.invocation = invocation;
        this.file = file;
        this.in = FormatFlags.input(arguments, file, invocation);
        this.out = FormatFlags.output(arguments, file, invocation);
        this.workbench = new Workbench(arguments, global, invocation, invocation.resolve(file));
    }

    /** What becomes of the first document. */
    interface Change {

        /** Returns the changed document, or {@code null} when the file shall stay as it is. */
        @Nullable
        MapNode of(OpenedFile opened);
    }

    SecretFiles files() {
        return this.workbench.files();
    }

    void checkRule() {
        this.workbench.checkRule();
    }

    void run(Change change) {
        Operands.checkReadable(this.file, this.invocation);
        Source source = this.invocation.read(this.file);
        try (OpenedFile opened = OpenFlags.open(this.arguments, files(), source, this.in)) {
            MapNode changed = change.of(opened);
            if (changed != null) {
                List<MapNode> branches = new ArrayList<>(opened.branches());
                branches.set(0, changed);
                byte[] sealed = files().reseal(opened, branches, this.out);
                AtomicFile.write(this.invocation.resolve(this.file), sealed, NewFile.ORDINARY);
            }
        }
    }

    @Override
    public void close() {
        this.workbench.close();
    }
}
