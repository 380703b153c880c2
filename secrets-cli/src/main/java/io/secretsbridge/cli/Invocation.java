package io.secretsbridge.cli;

import io.secretsbridge.key.Prompt;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds one run of the command.
 *
 * @param program the name it was started under; under {@code sops} it behaves as that tool does
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output, which gets the result and nothing else
 * @param err standard error, which gets everything else
 * @param directory the working directory
 * @param interactive whether a person sits at a terminal, to which standard input and output lead
 * @param prompt who can be asked for a passphrase
 */
record Invocation(
        String program,
        Map<String, String> environment,
        InputStream in,
        OutputStream out,
        PrintStream err,
        Path directory,
        BooleanSupplier interactive,
        Supplier<Optional<Prompt>> prompt) {

    /** The name of the tool that this command can stand in for. */
    static final String SOPS = "sops";

    boolean asSops() {
        return this.program.equals(SOPS);
    }

    Path resolve(String path) {
        try {
            return this.directory.resolve(path);
        } catch (InvalidPathException ex) {
            throw new Failure(ExitCode.GENERIC, "'" + Texts.safe(path) + "' is no file name", "Check the path");
        }
    }

    /** Reads a file, or standard input when none is named. */
    Source read(@Nullable String file) {
        return (file == null) ? Source.read("standard input", this.in) : Source.read(resolve(file));
    }

    /** Returns whether a person at a terminal would have to type what is read from standard input, wherever the result goes. */
    boolean typesInput() {
        return this.interactive.getAsBoolean() || (this.in == System.in && Terminal.isStandardInput());
    }

    /** Writes the result. */
    void print(byte[] result) {
        try {
            this.out.write(result);
            this.out.flush();
        } catch (IOException ex) {
            if (isClosedPipe(ex)) {
                throw new Failure(ExitCode.OUTPUT_CLOSED, "", null);
            }
            throw new Failure(
                    ExitCode.GENERIC, "standard output cannot be written to", "Check that the disk is not full");
        }
    }

    private static boolean isClosedPipe(IOException ex) {
        String message = String.valueOf(ex.getMessage());
        return message.contains("Broken pipe")
                || message.contains("pipe is being closed")
                || message.contains("Pipe closed");
    }

    void print(String result) {
        print(result.getBytes(StandardCharsets.UTF_8));
    }

    /** Says something beside the result. */
    void note(String text) {
        this.err.println(this.program + ": " + text);
    }
}
