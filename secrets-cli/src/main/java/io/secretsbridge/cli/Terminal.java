package io.secretsbridge.cli;

import io.secretsbridge.key.Prompt;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The person at the terminal that controls this process, as {@code age} asks: wherever standard input and output lead, so that a
 * passphrase can be typed while the result goes into a pipe. What is typed as a secret is not shown.
 */
final class Terminal implements Prompt {

    private static final File DEVICE = new File("/dev/tty");

    /** The longest line that Linux lets somebody type. */
    private static final int MAX_ANSWER = 4096;

    private Terminal() {}

    /** Returns the person to ask, empty when this process has no terminal. */
    static Optional<Prompt> find() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return WindowsConsole.find();
        }
        try {
            new FileInputStream(DEVICE).close();
            return Optional.of(new Terminal());
        } catch (IOException ex) {
            return Optional.empty();
        }
    }

    @Override
    public char @Nullable [] askSecret(String question) {
        String settings = stty("-g");
        if (settings == null) {
            tell("what is typed cannot be hidden, for there is no program stty");
            return null;
        }
        OnExit shown = OnExit.clean(() -> {
            stty(settings.strip());
            write("\n");
        });
        try {
            return (stty("-echo") != null && write(question + " ")) ? read() : null;
        } finally {
            shown.close();
        }
    }

    @Override
    public @Nullable String ask(String question) {
        char[] answer = write(question + " ") ? read() : null;
        return (answer != null) ? new String(answer) : null;
    }

    @Override
    public boolean tell(String message) {
        return write(message + "\n");
    }

    /** Returns whether standard input is a terminal; the JDK tells it only when standard output is one too. */
    static boolean isStandardInput() {
        return stty("-g", Redirect.INHERIT) != null;
    }

    /** Runs stty on the terminal and returns what it prints, {@code null} when it fails. */
    private static @Nullable String stty(String argument) {
        return stty(argument, Redirect.from(DEVICE));
    }

    private static @Nullable String stty(String argument, Redirect terminal) {
        try {
            Process process = new ProcessBuilder("stty", argument)
                    .redirectInput(terminal)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return (process.waitFor() == 0) ? output : null;
        } catch (IOException ex) {
            return null;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static boolean write(String text) {
        try (OutputStream out = new FileOutputStream(DEVICE)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException ex) {
            return false;
        }
    }

    /** Reads a line; {@code null} when the person ends the input instead of answering. */
    private static char @Nullable [] read() {
        byte[] line = new byte[MAX_ANSWER];
        try (InputStream in = new FileInputStream(DEVICE)) {
            int length = 0;
            int next = in.read();
            while (next >= 0 && next != '\n' && length < MAX_ANSWER) {
                line[length++] = (byte) next;
                next = in.read();
            }
            return (next < 0 && length == 0) ? null : decode(line, length);
        } catch (IOException ex) {
            return null;
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static char[] decode(byte[] line, int length) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length));
        char[] answer = Arrays.copyOf(decoded.array(), decoded.limit());
        Arrays.fill(decoded.array(), '\0');
        return answer;
    }
}
