package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another program that a provider asks for a key. It runs without a shell and within a limit, after which it is ended with all
 * that it started.
 */
public final class KeyProgram {

    /** The most bytes that a program may print, and the most of its errors that are kept: 1 MiB. */
    public static final int MAX_OUTPUT = KeyFile.MAX_BYTES;

    private KeyProgram() {}

    /**
     * What a run left.
     *
     * @param status the exit status
     * @param output what it printed, which the caller wipes
     * @param errors what it wrote to its standard error
     */
    public record Result(int status, byte[] output, String errors) {

        /** Shows nothing of what the program printed. */
        @Override
        public String toString() {
            return "Result[" + this.status + "]";
        }
    }

    /**
     * Looks for a program in the absolute directories of the path: what lies where the command was called is not meant.
     *
     * @param name the name of the program, without {@code .exe}
     * @param settings give the path; when they do not come from the environment, {@code PATH} is still taken from there: it is no
     * secret
     * @return the program
     */
    public static Optional<Path> find(String name, KeySettings settings) {
        String path = settings.usesEnvironment()
                ? settings.environment("PATH").orElse("")
                : Optional.ofNullable(System.getenv("PATH")).orElse("");
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        String file = windows ? name + ".exe" : name;
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .map(KeyProgram::directory)
                .flatMap(Optional::stream)
                .map((directory) -> directory.resolve(file))
                .filter((program) -> Files.isRegularFile(program) && Files.isExecutable(program))
                .findFirst();
    }

    private static Optional<Path> directory(String text) {
        try {
            @Nullable Path directory = text.isEmpty() ? null : Path.of(text);
            return Optional.ofNullable(directory).filter(Path::isAbsolute);
        } catch (InvalidPathException ex) {
            return Optional.empty();
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param words the program and its arguments
     * @param environment the variables that it gets, and no others
     * @param input what it finds on its standard input
     * @param limit how long it may run
     * @return what it left
     * @throws SecretsException with reason {@code KEY_UNAVAILABLE} when it cannot be started, {@code TIMED_OUT},
     * {@code LIMIT_EXCEEDED}, {@code UNREADABLE} or {@code INTERRUPTED}; it names no word of the command
     */
    public static Result run(List<String> words, Map<String, String> environment, byte[] input, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Process process = start(words, environment);
        Handover<byte[]> output = new Handover<>((printed) -> Arrays.fill(printed, (byte) 0));
        byte[] printed = {};
        boolean handedOn = false;
        try {
            startInBackground(() -> readSecret(process.getInputStream(), output));
            FutureTask<byte[]> errors = new FutureTask<>(() -> readAll(process.getErrorStream()));
            startInBackground(errors);
            startInBackground(() -> write(process.getOutputStream(), input));
            printed = output.take(Duration.ofNanos(deadline - System.nanoTime()));
            if (printed.length > MAX_OUTPUT) {
                throw failed(Reason.LIMIT_EXCEEDED, "the command printed more than 1 MiB");
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            Result result = new Result(process.exitValue(), printed, text(errors, deadline));
            handedOn = true;
            return result;
        } catch (TimeoutException ex) {
            throw failed(Reason.TIMED_OUT, "the command did not end within " + limit.toMillis() + " ms");
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw failed(Reason.INTERRUPTED, "the thread was interrupted while a command ran");
        } catch (ExecutionException ex) {
            throw failed(Reason.UNREADABLE, "what the command printed could not be read");
        } finally {
            if (!handedOn) {
                Arrays.fill(printed, (byte) 0);
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> words, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException ex) {
            throw failed(Reason.KEY_UNAVAILABLE, "the command cannot be started");
        }
    }

    private static void startInBackground(Runnable task) {
        Thread thread = new Thread(task, "secrets-bridge-key-program");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads into one array, because what a stream collects in pieces cannot be wiped. */
    private static void readSecret(InputStream in, Handover<byte[]> output) {
        byte[] buffer = new byte[MAX_OUTPUT + 1];
        try {
            output.give(Arrays.copyOf(buffer, in.readNBytes(buffer, 0, buffer.length)));
        } catch (IOException | RuntimeException | Error ex) {
            output.fail(ex);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Reads to the end, so that the program never waits for a reader, and keeps the beginning. */
    private static byte[] readAll(InputStream in) throws IOException {
        byte[] kept = in.readNBytes(MAX_OUTPUT);
        in.transferTo(OutputStream.nullOutputStream());
        return kept;
    }

    /** A program that ends without reading its input closes the pipe, which is no failure of its own. */
    private static void write(OutputStream out, byte[] input) {
        try (out) {
            out.write(input);
        } catch (IOException ex) {
            // What the program says of itself counts.
        }
    }

    /** A daemon that the program left behind may hold its standard error open, so what is not there by then does not count. */
    private static String text(FutureTask<byte[]> errors, long deadline)
            throws InterruptedException, ExecutionException {
        long left = Math.min(deadline - System.nanoTime(), TimeUnit.SECONDS.toNanos(1));
        try {
            return new String(errors.get(left, TimeUnit.NANOSECONDS), StandardCharsets.UTF_8);
        } catch (TimeoutException ex) {
            return "";
        }
    }

    private static SecretsException failed(Reason reason, String problem) {
        return new SecretsException(reason, Location.NONE, problem, null);
    }
}
