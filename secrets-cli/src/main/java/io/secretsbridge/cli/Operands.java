package io.secretsbridge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file that a command works on. */
final class Operands {

    private static final String CHECK_PATH = "Check the path; relative paths count from ";

    private Operands() {}

    /** Returns the only operand, {@code null} when there is none. */
    static @Nullable String only(List<String> operands, Invocation invocation) {
        if (operands.size() > 1) {
            String second = operands.get(1);
            if (!invocation.asSops()) {
                checkNoFlag(second);
                throw new Failure(
                        ExitCode.GENERIC,
                        "this takes one file, and " + operands.size() + " are named",
                        "Run it once for each file");
            }
            invocation.note("More than one positional argument provided. Only the first one will be used!");
        }
        return operands.isEmpty() ? null : operands.get(0);
    }

    /** Refuses what looks like a flag where a file is expected behind another. */
    static void checkNoFlag(String operand) {
        if (operand.startsWith("-")) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "there is no flag " + Texts.safe(operand) + ", or it stands behind the file where it has no effect",
                    "See --help. Before a file whose name starts with '-', write --");
        }
    }

    static String required(List<String> operands, Invocation invocation) {
        String file = only(operands, invocation);
        if (file == null) {
            throw new Failure(ExitCode.NO_FILE, "no file is named", "Name one behind the command");
        }
        return file;
    }

    /**
     * Returns the operands when there are as many as there should be.
     *
     * @param wanted what they are, for errors
     * @param operands the operands
     * @return the operands
     * @throws Failure with exit code 100 when there are fewer or more
     */
    static List<String> exactly(List<String> wanted, List<String> operands) {
        return exactly(wanted, operands, ExitCode.NO_FILE);
    }

    /** As {@link #exactly(List, List)}, with another exit code. */
    static List<String> exactly(List<String> wanted, List<String> operands, ExitCode code) {
        if (operands.size() != wanted.size()) {
            throw new Failure(
                    code,
                    "this takes " + (wanted.isEmpty() ? "no arguments but flags" : String.join(", ", wanted)) + ", and "
                            + operands.size() + " are given",
                    "See --help");
        }
        return operands;
    }

    /** Refuses a file that does not exist where {@code sops} has the code of one that cannot be read. */
    static void checkReadable(String file, Invocation invocation) {
        if (!Files.exists(invocation.resolve(file))) {
            throw new Failure(
                    ExitCode.CANNOT_READ,
                    invocation.resolve(file) + ": the file does not exist",
                    CHECK_PATH + from(invocation));
        }
    }

    private static Path from(Invocation invocation) {
        return invocation.directory().toAbsolutePath();
    }

    static void checkExists(@Nullable String file, Invocation invocation) {
        if (file != null && !Files.exists(invocation.resolve(file))) {
            throw new Failure(
                    ExitCode.NO_FILE,
                    invocation.resolve(file) + ": the file does not exist",
                    CHECK_PATH + from(invocation));
        }
    }
}
