package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One go at a file in the editor, as often as it takes until what the editor left is valid. Work is never lost and never
 * left readable: what cannot be written to the file is written beside it, sealed.
 */
final class EditSession {

    /** What the user can mend in the editor. */
    private static final Set<Reason> MENDABLE = EnumSet.of(
            Reason.MALFORMED,
            Reason.NOT_SEALED,
            Reason.LIMIT_EXCEEDED,
            Reason.EMPTY,
            Reason.ALREADY_SEALED,
            Reason.NOT_EXPRESSIBLE,
            Reason.SEAL_FAILED);

    private final Invocation invocation;

    private final Path file;

    private final @Nullable Source before;

    private final EditSubject subject;

    EditSession(Invocation invocation, Path file, @Nullable Source before, EditSubject subject) {
        this.invocation = invocation;
        this.file = file;
        this.before = before;
        this.subject = subject;
    }

    void run() {
        Editor editor = Editor.find(this.invocation.environment());
        byte[] shown = this.subject.text();
        try (PrivateDirectory directory =
                PrivateDirectory.create(this.invocation.environment(), this.invocation::note)) {
            Path name = this.file.getFileName();
            Path plain = directory.write((name == null) ? "file" : name.toString(), shown);
            save(edit(editor, plain, shown));
        } finally {
            Arrays.fill(shown, (byte) 0);
        }
    }

    /** Returns the sealed file that the user's work amounts to. */
    private byte[] edit(Editor editor, Path plain, byte[] shown) {
        byte[] rejected = null;
        byte[] edited = null;
        try {
            while (true) {
                editor.edit(plain, this.invocation.directory());
                edited = read(plain);
                if (Arrays.equals(edited, shown)) {
                    throw new Failure(
                            ExitCode.UNCHANGED, "the file was not changed in the editor; nothing was written", null);
                }
                try {
                    return this.subject.seal(Source.of(this.file.toString(), edited));
                } catch (SecretsException ex) {
                    if (!MENDABLE.contains(ex.reason())) {
                        throw ex;
                    }
                    // An editor that leaves the same invalid text again would do so for ever.
                    if (Arrays.equals(edited, rejected) || !askToReturn(ex)) {
                        throw giveUp(ex, edited);
                    }
                    wipe(rejected);
                    rejected = edited;
                }
            }
        } finally {
            wipe(edited);
            wipe(rejected);
        }
    }

    private static void wipe(byte @Nullable [] text) {
        if (text != null) {
            Arrays.fill(text, (byte) 0);
        }
    }

    private byte[] read(Path plain) {
        // The editor may have put another file in its place; its name and what it says is all that counts.
        return Source.read(plain).bytes();
    }

    private boolean askToReturn(SecretsException problem) {
        if (!this.invocation.interactive().getAsBoolean()) {
            return false;
        }
        new FailureReport(this.invocation.program(), this.invocation.err()).print(problem);
        this.invocation
                .err()
                .print("Press enter to return to the editor, or Ctrl-D to keep the text sealed and stop: ");
        this.invocation.err().flush();
        try {
            int next = this.invocation.in().read();
            boolean answered = next >= 0;
            while (next >= 0 && next != '\n') {
                next = this.invocation.in().read();
            }
            return answered;
        } catch (IOException ex) {
            return false;
        }
    }

    private Failure giveUp(SecretsException problem, byte[] edited) {
        Path kept = keep(this.file.getFileName() + ".rejected-", "", this.subject.sealAsItIs(edited));
        return new Failure(
                ExitCodes.of(problem, ExitCodes.Input.PLAIN),
                problem.getMessage() + "; the file was left as it was",
                "What the editor left is sealed in " + kept + ": '" + SecretsCommand.NAME + " decrypt " + kept
                        + "' prints it");
    }

    private void save(byte[] sealed) {
        if (changedMeanwhile()) {
            String name = String.valueOf(this.file.getFileName());
            int dot = name.lastIndexOf('.');
            String stem = (dot < 0) ? name : name.substring(0, dot);
            Path kept = keep(stem + ".rejected-", (dot < 0) ? "" : name.substring(dot), sealed);
            throw new Failure(
                    ExitCode.CANNOT_WRITE,
                    this.file + ": the file was changed by another program while the editor was open, and was left as"
                            + " that program made it",
                    "Your version is sealed in " + kept + "; merge the two");
        }
        AtomicFile.write(this.file, sealed, NewFile.ORDINARY);
    }

    private boolean changedMeanwhile() {
        try {
            byte[] now = Source.read(this.file).bytes();
            return this.before == null || !Arrays.equals(now, this.before.bytes());
        } catch (SecretsException ex) {
            return this.before != null || ex.reason() != Reason.NOT_FOUND;
        }
    }

    /** Writes sealed bytes into a new file beside the edited one. */
    private Path keep(String prefix, String suffix, byte[] sealed) {
        for (int number = 1; ; number++) {
            Path kept = this.file.resolveSibling(prefix + number + suffix);
            try {
                Files.write(kept, sealed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return kept;
            } catch (java.nio.file.FileAlreadyExistsException ex) {
                // One of an earlier time, which is kept too.
            } catch (IOException ex) {
                throw new Failure(
                        ExitCode.CANNOT_WRITE,
                        this.file
                                + ": nothing was written, and what the editor left could not be kept beside it either",
                        "Check that its directory may be written to");
            }
        }
    }
}
