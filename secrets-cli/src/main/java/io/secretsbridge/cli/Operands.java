package io.secretsbridge.cli;

import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file that a command works on. */
final class Operands {

    private Operands() {}

    /** Returns the only operand, {@code null} when there is none. */
    static @Nullable String only(List<String> operands, Invocation invocation) {
        if (operands.size() > 1) {
            String second = operands.get(1);
            if (!invocation.asSops()) {
                throw second.startsWith("-")
                        ? new Failure(
                                ExitCode.GENERIC,
                                "there is no flag " + Texts.safe(second),
                                "See --help. Before a file whose name starts with '-', write --")
                        : new Failure(
                                ExitCode.GENERIC,
                                "this takes one file, and " + operands.size() + " are named",
                                "Run it once for each file");
            }
            invocation.note("More than one positional argument provided. Only the first one will be used!");
        }
        return operands.isEmpty() ? null : operands.get(0);
    }

    static String required(List<String> operands, Invocation invocation) {
        String file = only(operands, invocation);
        if (file == null) {
            throw new Failure(ExitCode.NO_FILE, "no file is named", "Name one behind the command");
        }
        return file;
    }

    static void checkExists(@Nullable String file, Invocation invocation) {
        if (file != null && !Files.exists(invocation.resolve(file))) {
            throw new Failure(
                    ExitCode.NO_FILE,
                    invocation.resolve(file) + ": the file does not exist",
                    "Check the path; relative paths count from "
                            + invocation.directory().toAbsolutePath());
        }
    }
}
