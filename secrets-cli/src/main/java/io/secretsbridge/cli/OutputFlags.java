package io.secretsbridge.cli;

import io.secretsbridge.cli.AtomicFile.NewFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flags that say where the result goes. */
final class OutputFlags {

    static final Flag IN_PLACE = Flag.toggle("replace the file instead of printing", "in-place", "i");

    static final Flag OUTPUT = Flag.text("FILE", "write to this file instead of printing", "output");

    static final List<Flag> ALL = List.of(IN_PLACE, OUTPUT);

    private OutputFlags() {}

    /** Refuses what cannot be done before anything is read. */
    static void check(Arguments arguments, @Nullable String file) {
        if (arguments.isOn(IN_PLACE) && file == null) {
            throw new Failure(
                    ExitCode.CONFLICT, "--in-place needs a file, and the input is standard input", "Name the file");
        }
        if (arguments.isOn(IN_PLACE) && !arguments.text(OUTPUT).isEmpty()) {
            throw new Failure(ExitCode.CONFLICT, "--in-place and --output exclude each other", "Give one of them");
        }
    }

    static void write(
            Arguments arguments, Invocation invocation, @Nullable String file, byte[] result, NewFile newFile) {
        String output = arguments.text(OUTPUT);
        if (arguments.isOn(IN_PLACE) && file != null) {
            AtomicFile.write(invocation.resolve(file), result, newFile);
        } else if (!output.isEmpty()) {
            Path target = invocation.resolve(output);
            AtomicFile.write(target, result, newFile);
        } else {
            invocation.print(result);
        }
    }
}
