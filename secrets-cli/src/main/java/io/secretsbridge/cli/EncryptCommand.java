package io.secretsbridge.cli;

import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seals a plain file. */
final class EncryptCommand implements Command {

    static final String NAME = "encrypt";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "[FILE]",
                "seal a plain file",
                "Seals the values of a file for the keys that the creation rules of .sops.yaml or flags name, and prints the"
                        + " result. Without a file it reads standard input and needs --filename-override.",
                List.of(
                        new Manual.Example("encrypt -i secrets.yaml", "replace the file by its sealed form"),
                        new Manual.Example(
                                "encrypt --age age1… plain.env > sealed.env", "for one recipient, without rules"),
                        new Manual.Example("encrypt --filename-override secrets.yaml < plain", "standard input")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(OutputFlags.ALL, FormatFlags.ALL, KeyFlags.ALL, SelectorFlags.ALL, OpenFlags.SERVICES);
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        @Nullable String file = Operands.only(arguments.operands(), invocation);
        Subject subject = Subject.of(arguments, file, invocation);
        if (file == null && arguments.text(FormatFlags.FILENAME_OVERRIDE).isEmpty()) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "standard input has no name by which to choose format and rule",
                    "Give a file, or a name: --filename-override secrets.yaml");
        }
        Operands.checkExists(file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, subject.path())) {
            Source source = invocation.read(file);
            byte[] sealed =
                    workbench.files().seal(source, subject.in(), subject.out(), workbench.sealRequest(subject.in()));
            OutputFlags.write(arguments, invocation, file, sealed, NewFile.ORDINARY);
        }
    }
}
