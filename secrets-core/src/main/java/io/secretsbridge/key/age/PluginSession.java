package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanza;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyProgram;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.Prompt;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plugin (C2SP age-plugin): what we have to say, then what the plugin wants, until it is done. It runs in the directory
 * for temporary files, and ends within the call timeout, or the total one when there is a person who may have to do something.
 */
final class PluginSession {

    /** Takes a stanza that carries a result, and says whether it is of such a kind; the plugin gets {@code ok} for it. */
    interface Results {

        boolean take(RecipientStanza stanza) throws IOException;
    }

    /** Says what the plugin is to know. */
    interface Opening {

        void say(StanzaStream stream) throws IOException;
    }

    private static final int MAX_STANZAS = 1000;

    private static final int MAX_MESSAGE = 500;

    private final String name;

    private final KeySettings settings;

    private final Reason reason;

    PluginSession(String name, KeySettings settings, Reason reason) {
        this.name = name;
        this.settings = settings;
        this.reason = reason;
    }

    void run(String protocol, Opening opening, Results results) {
        Process process = start(protocol);
        Duration limit = Plugins.timeLimit(this.settings);
        FutureTask<@Nullable Void> dialogue = new FutureTask<>(() -> {
            talk(new StanzaStream(process.getInputStream(), process.getOutputStream()), opening, results);
            return null;
        });
        Thread thread = new Thread(dialogue, "secrets-bridge-age-plugin");
        thread.setDaemon(true);
        thread.start();
        try {
            dialogue.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ex) {
            throw failed("did not answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new SecretsException(
                    Reason.INTERRUPTED, Location.NONE, "the thread was interrupted while a plugin ran", null);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof SecretsException cause) {
                throw cause;
            }
            throw failed("broke off, or said what no plugin may say");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String protocol) {
        Path program = KeyProgram.find(Plugins.program(this.name), this.settings)
                .orElseThrow(() -> new SecretsException(
                        this.reason,
                        Location.NONE,
                        Plugins.program(this.name) + " is needed, and is not in any directory of PATH",
                        "Install " + Plugins.program(this.name)));
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "--age-plugin=" + protocol);
        if (this.settings.usesEnvironment()) {
            builder.environment().clear();
            builder.environment().putAll(this.settings.environment());
        }
        builder.directory(new File(System.getProperty("java.io.tmpdir")));
        builder.redirectError(Redirect.DISCARD);
        try {
            return builder.start();
        } catch (IOException ex) {
            throw failed("cannot be started");
        }
    }

    private void talk(StanzaStream stream, Opening opening, Results results) throws IOException {
        opening.say(stream);
        stream.write("done");
        for (int i = 0; i < MAX_STANZAS; i++) {
            RecipientStanza stanza = stream.read();
            switch (stanza.getType()) {
                case "done" -> {
                    return;
                }
                case "error" -> {
                    stream.write("ok");
                    throw failed("says: " + visible(stanza.getBody()));
                }
                case "msg", "request-secret", "request-public", "confirm" -> answer(stream, stanza);
                default -> stream.write(results.take(stanza) ? "ok" : "unsupported");
            }
        }
        throw new IOException("A plugin without end");
    }

    private void answer(StanzaStream stream, RecipientStanza stanza) throws IOException {
        Prompt prompt = this.settings.prompt().orElse((question) -> null);
        String message = Plugins.program(this.name) + ": " + visible(stanza.getBody());
        switch (stanza.getType()) {
            case "msg" -> stream.write(prompt.tell(message) ? "ok" : "fail");
            case "request-secret" -> secret(stream, prompt.askSecret(message));
            case "request-public" -> {
                String answer = prompt.ask(message);
                if (answer == null) {
                    stream.write("fail");
                } else {
                    stream.write("ok", List.of(), answer.getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> confirm(stream, prompt, message, stanza.getArguments());
        }
    }

    private static void secret(StanzaStream stream, char @Nullable [] answer) throws IOException {
        if (answer == null) {
            stream.write("fail");
            return;
        }
        ByteBuffer encoded = ByteBuffer.allocate(answer.length * 3);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(answer), encoded, true);
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
        try {
            stream.write("ok", List.of(), bytes);
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(answer, '\0');
        }
    }

    private static void confirm(StanzaStream stream, Prompt prompt, String message, List<String> arguments)
            throws IOException {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new IOException("A question without answers");
        }
        String yes = label(arguments.get(0));
        String no = (arguments.size() == 2) ? label(arguments.get(1)) : "no";
        String answer = prompt.ask(message + " (" + yes + " / " + no + ")");
        if (answer != null && (answer.equalsIgnoreCase(yes) || answer.equalsIgnoreCase("yes"))) {
            stream.write("ok", "yes");
        } else if (answer != null && (answer.equalsIgnoreCase(no) || answer.equalsIgnoreCase("no"))) {
            stream.write("ok", "no");
        } else {
            stream.write("fail");
        }
    }

    private static String label(String encoded) throws IOException {
        try {
            return visible(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException ex) {
            throw new IOException("No base64", ex);
        }
    }

    private static String visible(byte[] text) {
        String decoded = new String(text, StandardCharsets.UTF_8);
        return decoded.substring(0, Math.min(decoded.length(), MAX_MESSAGE)).replaceAll("\\p{C}", "?");
    }

    private SecretsException failed(String how) {
        return new SecretsException(
                this.reason,
                Location.NONE,
                Plugins.program(this.name) + " " + how,
                "Try the plugin with age itself: age -e or age -d");
    }
}
