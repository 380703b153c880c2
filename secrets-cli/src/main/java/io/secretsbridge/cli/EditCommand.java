package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Store;
import io.secretsbridge.sops.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a sealed file in the user's editor and seals it again. */
final class EditCommand implements Command {

    static final String NAME = "edit";

    static final Flag SHOW_MASTER_KEYS =
            Flag.toggle("show the sops block too, for reading only", "show-master-keys", "s");

    private final boolean needsRule;

    EditCommand() {
        this(false);
    }

    /**
     * Creates the command.
     *
     * @param needsRule whether creation rules of which none fits are an error also for a file that exists, as in the older form
     * of {@code sops}
     */
    EditCommand(boolean needsRule) {
        this.needsRule = needsRule;
    }

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE",
                "change a sealed file in your editor, or make a new one",
                "Opens SOPS_EDITOR, EDITOR, else vim, nano or vi on a plain copy that only you can read, and seals it again"
                        + " when the editor is closed. Values that you do not change keep their sealed text. A file that does not"
                        + " exist starts with an example.",
                List.of(
                        new Manual.Example("edit secrets.yaml", "the editor that EDITOR names"),
                        new Manual.Example("edit --age age1… new.yaml", "a new file without rules")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(SHOW_MASTER_KEYS),
                FormatFlags.TYPES,
                OpenFlags.ALL,
                KeyFlags.ALL,
                SelectorFlags.ALL,
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String file = Operands.required(arguments.operands(), invocation);
        Path path = invocation.resolve(file);
        Format in = FormatFlags.input(arguments, file, invocation);
        Format out = FormatFlags.output(arguments, file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, path)) {
            if (this.needsRule) {
                workbench.checkRule();
            }
            @Nullable Source before = Files.exists(path) ? Source.read(path) : null;
            try (EditSubject subject = subject(arguments, workbench, before, in, out)) {
                new EditSession(invocation, path, before, subject).run();
            }
        }
    }

    private static EditSubject subject(
            Arguments arguments, Workbench workbench, @Nullable Source before, Format in, Format out) {
        if (before == null) {
            return new NewFileSubject(workbench.files(), in, out, workbench.sealRequest(in));
        }
        OpenedFile opened = OpenFlags.open(arguments, workbench.files(), before, in);
        Store store = arguments.isOn(SHOW_MASTER_KEYS) ? Stores.of(in, workbench.storeOptions()) : null;
        return new OpenedFileSubject(workbench.files(), opened, out, store);
    }
}
