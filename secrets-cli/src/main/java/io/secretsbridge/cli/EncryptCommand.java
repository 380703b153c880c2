package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Source;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seals a plain file. */
final class EncryptCommand implements Command {

    static final String NAME = "encrypt";

    private static final Batch.Words WORDS = new Batch.Words("sealed", "not sealed", true, NewFile.ORDINARY);

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "[FILE…]",
                "seal a plain file",
                "Seals the values of a file for the keys that the creation rules of .sops.yaml or flags name, and prints the"
                        + " result. Without a file it reads standard input and needs --filename-override.",
                List.of(
                        new Manual.Example("encrypt -i secrets.yaml", "replace the file by its sealed form"),
                        new Manual.Example(
                                "encrypt --age age1… plain.env > sealed.env", "for one recipient, without rules"),
                        new Manual.Example("encrypt --filename-override secrets.yaml < plain", "standard input"),
                        new Manual.Example("encrypt --check 'config/**/*.yaml'", "fails when one is not sealed")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                OutputFlags.ALL,
                List.of(Batch.CHECK),
                FormatFlags.ALL,
                KeyFlags.ALL,
                SelectorFlags.ALL,
                OpenFlags.SERVICES);
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        FileSet files = FileSet.of(arguments.operands(), invocation);
        if (Batch.isMeant(arguments, files, invocation, OutputFlags.OUTPUT, FormatFlags.FILENAME_OVERRIDE)) {
            Batch.checkInPlace(arguments, invocation);
            refuseFolders(arguments.operands(), invocation);
            Batch.run(
                    arguments,
                    global,
                    invocation,
                    WORDS,
                    files,
                    (workbench, file) ->
                            sealedOnce(workbench, invocation, file, Subject.of(arguments, file, invocation)));
            return;
        }
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
            OutputFlags.write(
                    arguments, invocation, file, sealed(workbench, invocation, file, subject), NewFile.ORDINARY);
        }
    }

    /** A rule without path_regex would seal all source code in it. */
    private static void refuseFolders(List<String> operands, Invocation invocation) {
        for (String operand : operands) {
            if (Files.isDirectory(invocation.resolve(operand))) {
                throw new Failure(
                        ExitCode.CANNOT_READ,
                        operand + ": this is a folder, and not all that is in it need be secret",
                        "Name what is, by a pattern: '" + operand.replaceAll("/+$", "") + "/**/*.yaml'");
            }
        }
    }

    private static byte[] sealed(Workbench workbench, Invocation invocation, @Nullable String file, Subject subject) {
        Source source = invocation.read(file);
        return workbench.files().seal(source, subject.in(), subject.out(), workbench.sealRequest(subject.in()));
    }

    /** So that the same line can be run again after some files were added. */
    private static Batch.Result sealedOnce(Workbench workbench, Invocation invocation, String file, Subject subject) {
        try {
            return Batch.Result.of(sealed(workbench, invocation, file, subject));
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.ALREADY_SEALED
                    && workbench
                            .files()
                            .status(invocation.read(file), subject.in())
                            .sealed()) {
                return Batch.Result.unchanged("sealed already");
            }
            throw ex;
        }
    }
}
