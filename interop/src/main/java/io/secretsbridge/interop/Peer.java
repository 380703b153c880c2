package io.secretsbridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real program to compare with. It sees no environment but the one given here, and no home but its own. */
final class Peer {

    /** For a machine that is busy; a call takes some 100 ms. */
    private static final int LIMIT_SECONDS = 60;

    /**
     * What a run left.
     *
     * @param code the exit code
     * @param output what it wrote to its standard output
     * @param errors what it wrote to its standard error
     */
    record Result(int code, byte[] output, String errors) {

        String text() {
            return new String(this.output, StandardCharsets.UTF_8);
        }

        boolean succeeded() {
            return this.code == 0;
        }

        @Override
        public String toString() {
            return "exit code " + this.code + (this.errors.isBlank() ? "" : ": " + this.errors.strip());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Result that && this.code == that.code && Arrays.equals(this.output, that.output);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(this.output);
        }
    }

    private final Path program;

    private final Map<String, String> environment;

    Peer(Path program, Map<String, String> environment) {
        this.program = program;
        this.environment = Map.copyOf(environment);
    }

    /** Returns the same program with another environment. */
    Peer with(Map<String, String> other) {
        return new Peer(this.program, other);
    }

    /** Runs the program in a directory, which it shares with no other run at the same time. */
    Result run(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(this.program.toString());
        command.addAll(arguments);
        Path output = directory.resolve(".stdout");
        Path errors = directory.resolve(".stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(this.environment);
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(command + " did not end within " + LIMIT_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            return new Result(
                    process.exitValue(),
                    Files.readAllBytes(output),
                    new String(Files.readAllBytes(errors), StandardCharsets.UTF_8));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, ex);
        }
    }
}
