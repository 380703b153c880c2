package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command of the user's that prints identities. It is started without a shell, with nothing on its standard input; nothing of
 * the command itself or of what it prints is shown, since both may hold secrets.
 */
final class IdentityCommand {

    static final String RECIPIENT_VARIABLE = "SOPS_AGE_RECIPIENT";

    private final String variable;

    private final String command;

    private final Map<String, String> environment;

    private final Duration limit;

    /**
     * Describes a command.
     *
     * @param variable the variable in which the user names it
     * @param command the command
     * @param environment the variables that it gets
     * @param limit how long it may run
     */
    IdentityCommand(String variable, String command, Map<String, String> environment, Duration limit) {
        this.variable = variable;
        this.command = command;
        this.environment = environment;
        this.limit = limit;
    }

    String variable() {
        return this.variable;
    }

    /** Returns what the command prints; the caller wipes it. */
    byte[] run(String recipient) {
        long deadline = System.nanoTime() + this.limit.toNanos();
        Process process = start(recipient);
        try {
            FutureTask<byte[]> output = new FutureTask<>(() -> readAll(process.getInputStream()));
            Thread reader = new Thread(output, "secrets-bridge-age-command");
            reader.setDaemon(true);
            reader.start();
            byte[] content = output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (content.length > KeysFileReader.MAX_BYTES) {
                throw failed(Reason.LIMIT_EXCEEDED, "the command printed more than 1 MiB");
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                Arrays.fill(content, (byte) 0);
                throw failed(Reason.KEY_UNAVAILABLE, "the command ended with status " + process.exitValue());
            }
            return content;
        } catch (TimeoutException ex) {
            throw failed(Reason.TIMED_OUT, "the command did not end within " + this.limit.toMillis() + " ms");
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new SecretsException(
                    Reason.INTERRUPTED, Location.NONE, "the thread was interrupted while a command ran", null);
        } catch (ExecutionException ex) {
            throw failed(Reason.UNREADABLE, "what the command printed could not be read");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String recipient) {
        try {
            List<String> words = ShellWords.split(this.command);
            if (words.isEmpty()) {
                throw failed(Reason.INVALID_CONFIGURATION, "there is no command in it");
            }
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().clear();
            builder.environment().putAll(this.environment);
            builder.environment().put(RECIPIENT_VARIABLE, recipient);
            builder.redirectError(Redirect.DISCARD);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IllegalArgumentException ex) {
            throw failed(Reason.INVALID_CONFIGURATION, "it cannot be split into words");
        } catch (IOException ex) {
            throw failed(Reason.KEY_UNAVAILABLE, "the command cannot be started");
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        return in.readNBytes(KeysFileReader.MAX_BYTES + 1);
    }

    private SecretsException failed(Reason reason, String problem) {
        return new SecretsException(
                reason,
                Location.NONE,
                problem,
                "Run the command of " + this.variable + " yourself to see what it says");
    }
}
