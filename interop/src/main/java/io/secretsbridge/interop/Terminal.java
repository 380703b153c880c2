package io.secretsbridge.interop;

import io.secretsbridge.interop.Peer.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A terminal, made by {@code script} of util-linux, at which programs ask for passphrases. */
final class Terminal {

    static final Path SCRIPT = Path.of("/usr/bin/script");

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;

    private final Map<String, String> environment;

    Terminal(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Runs a program and types an answer for each of its questions.
     *
     * @param command the program and its arguments
     * @param question a part of what it asks
     * @param answers what is typed, one after the other
     * @return what it left; {@link Result#errors()} are what stood on the screen, too
     */
    Result run(List<String> command, String question, List<String> answers) {
        Path output = this.directory.resolve(".stdout");
        Path errors = this.directory.resolve(".stderr");
        Path screen = this.directory.resolve(".screen");
        String line = command.stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder(
                        SCRIPT.toString(), "-qefc", line + " > " + output + " 2> " + errors, "/dev/null")
                .directory(this.directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.environment().clear();
        builder.environment().putAll(this.environment);
        builder.environment().put("SHELL", "/bin/sh");
        try {
            Process process = builder.start();
            try {
                for (int i = 0; i < answers.size(); i++) {
                    if (await(process, screen, question, i + 1)) {
                        process.getOutputStream().write((answers.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
                        process.getOutputStream().flush();
                    }
                }
                if (!process.waitFor(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException(command + " did not end: " + Files.readString(screen));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Result(
                    process.exitValue(),
                    Files.readAllBytes(output),
                    Files.readString(errors) + Files.readString(screen));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, ex);
        }
    }

    /** Waits until a question stands on the screen as often as it must, or the program has ended without it. */
    private static boolean await(Process process, Path screen, String question, int times)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (Files.readString(screen).split(question, -1).length <= times) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(10);
        }
        // The echo of what is typed must be off by now, and it is switched off before or just after the question.
        Thread.sleep(100);
        return true;
    }
}
