package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKeys;
import java.nio.file.Files;
import java.util.List;

/** Seals a file again under a new data key. */
final class RotateCommand implements Command {

    static final String NAME = "rotate";

    private static final Batch.Words WORDS = new Batch.Words("rotated", "can be rotated", false, NewFile.ORDINARY);

    private final boolean legacy;

    RotateCommand() {
        this(false);
    }

    /**
     * Creates the command.
     *
     * @param legacy whether it is the older form of {@code sops}: creation rules of which none fits are an error, and a MAC that
     * does not match may be ignored
     */
    RotateCommand(boolean legacy) {
        this.legacy = legacy;
    }

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE…",
                "seal a file again under a new data key",
                "Opens a file and seals all of it again under a new data key, for the keys that it names, with those of --add-…"
                        + " flags in its first group and without those of --rm-… flags. Whoever could open it before can still open"
                        + " the older version in git: change the secrets too.",
                List.of(
                        new Manual.Example("rotate -i secrets.yaml", "a new data key"),
                        new Manual.Example("rotate -i --rm-age age1… secrets.yaml", "one recipient less"),
                        new Manual.Example("rotate -i secrets/ 'config/*.env'", "all sealed files there")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                OutputFlags.ALL,
                List.of(Batch.CHECK),
                FormatFlags.ALL,
                RotationFlags.ALL,
                List.of(KeyFlags.ENCRYPTION_CONTEXT, OpenFlags.DECRYPTION_ORDER),
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        FileSet files = FileSet.of(arguments.operands(), invocation);
        if (!this.legacy
                && Batch.isMeant(arguments, files, invocation, OutputFlags.OUTPUT, FormatFlags.FILENAME_OVERRIDE)) {
            Batch.checkInPlace(arguments, invocation);
            Batch.run(
                    arguments,
                    global,
                    invocation,
                    WORDS,
                    files,
                    (workbench, file) -> Batch.Result.of(
                            rotated(arguments, workbench, invocation, file, Subject.of(arguments, file, invocation))));
            return;
        }
        String file = Operands.required(arguments.operands(), invocation);
        Subject subject = Subject.of(arguments, file, invocation);
        checkExists(arguments, file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, subject.path())) {
            if (this.legacy) {
                workbench.checkRule();
            }
            byte[] sealed = rotated(arguments, workbench, invocation, file, subject);
            OutputFlags.write(arguments, invocation, file, sealed, NewFile.ORDINARY);
        }
    }

    private static byte[] rotated(
            Arguments arguments, Workbench workbench, Invocation invocation, String file, Subject subject) {
        KeyRing keyRing = workbench.files().keyRing();
        RotationFlags.Change change = RotationFlags.change(arguments, keyRing);
        try (OpenedFile opened = OpenFlags.open(arguments, workbench.files(), invocation.read(file), subject.in())) {
            MasterKeys keys = change.applyTo(opened.metadata().masterKeys(), keyRing, invocation);
            return workbench.files().rotate(opened, keys, subject.out());
        }
    }

    private void checkExists(Arguments arguments, String file, Invocation invocation) {
        if (Files.exists(invocation.resolve(file))) {
            return;
        }
        if (RotationFlags.areGiven(arguments)) {
            throw new Failure(
                    ExitCode.NO_FILE_FOR_KEYS,
                    invocation.resolve(file) + ": the file does not exist, so it has no keys to add to or to remove",
                    "To make a file, use edit or encrypt");
        }
        if (this.legacy) {
            Operands.checkExists(file, invocation);
        }
        Operands.checkReadable(file, invocation);
    }
}
