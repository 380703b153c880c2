package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyProgram;
import io.secretsbridge.key.KeySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code gpg}, which reaches its agent and smart cards. Where the environment counts it is the one of
 * {@code SOPS_GPG_EXEC} or of {@code PATH}; elsewhere one runs only when configuration names it. It is told to fetch nothing
 * from key servers.
 */
final class Gpg {

    static final String PROPERTY = "pgp.gpg-program";

    static final String VARIABLE = "SOPS_GPG_EXEC";

    private static final String NAME = "gpg";

    private static final String STATUS = "[GNUPG:] ";

    /** What is said of a recipient that cannot be used; the numbers are those of GnuPG's doc/DETAILS. */
    private static final Map<String, String> INVALID_RECIPIENTS =
            Map.of("1", "is not in its key ring", "4", "is revoked", "5", "expired", "2", "is ambiguous");

    private final Path program;

    private final KeySettings settings;

    private Gpg(Path program, KeySettings settings) {
        this.program = program;
        this.settings = settings;
    }

    /** Returns the program, empty when none may run or there is none. */
    static Optional<Gpg> of(KeySettings settings) {
        Optional<String> named = settings.property(PROPERTY)
                .map(String::strip)
                .filter((name) -> !name.isEmpty())
                .or(() -> settings.environment(VARIABLE));
        if (named.isEmpty() && settings.usesEnvironment()) {
            named = Optional.of(NAME)
                    .filter((name) -> KeyProgram.find(name, settings).isPresent());
        }
        Optional<Path> program =
                named.map((name) -> KeyProgram.find(name, settings).orElseGet(() -> KeyPlaces.path(name)));
        return program.map((file) -> new Gpg(file, settings));
    }

    /** Seals a data key for a key that only gpg knows. */
    String seal(DataKey dataKey, Fingerprint fingerprint) {
        byte[] secret = dataKey.exposeBytes();
        KeyProgram.Result result;
        try {
            result = run(
                    secret,
                    "--yes",
                    "--armor",
                    "--no-auto-key-locate",
                    "--no-default-recipient",
                    "--no-encrypt-to",
                    "--trust-model",
                    "always",
                    "--recipient",
                    fingerprint.text(),
                    "--encrypt");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        if (result.status() != 0) {
            throw new SecretsException(
                    Reason.WRAP_FAILED,
                    Location.NONE,
                    "gpg cannot seal: the key " + fingerprint + " "
                            + status(result, "INV_RECP")
                                    .map((words) -> INVALID_RECIPIENTS.get(words.get(1)))
                                    .orElse("cannot be used"),
                    "Look at it: gpg --list-keys " + fingerprint);
        }
        return new String(result.output(), StandardCharsets.US_ASCII).strip();
    }

    /** Opens a message. */
    DataKey open(Message message) {
        KeyProgram.Result result = run(message.text().getBytes(StandardCharsets.UTF_8), "--decrypt");
        try {
            // Old versions drop packets that they do not know, and end well with nothing.
            if (result.status() == 0 && result.output().length > 0) {
                return Message.dataKey(result.output());
            }
            boolean asked = status(result, "PINENTRY_LAUNCHED").isPresent();
            boolean known = status(result, "KEY_CONSIDERED").isPresent();
            throw unavailable(
                    asked
                            ? "gpg got no passphrase"
                            : known ? "gpg cannot use the key" : "gpg has no secret key that fits",
                    asked
                            ? "Open the file where gpg can ask for the passphrase; in a terminal after: export GPG_TTY=$(tty)"
                            : null);
        } finally {
            Arrays.fill(result.output(), (byte) 0);
        }
    }

    private KeyProgram.Result run(byte[] input, String... arguments) {
        List<String> words = new ArrayList<>(List.of(this.program.toString()));
        KeyPlaces.namedHome(this.settings).ifPresent((home) -> words.addAll(List.of("--homedir", home.toString())));
        words.addAll(List.of(
                "--batch", "--no-tty", "--quiet", "--status-fd", "2", "--keyserver-options", "no-auto-key-retrieve"));
        words.addAll(List.of(arguments));
        Duration limit =
                this.settings.prompt().isPresent() ? this.settings.totalTimeout() : this.settings.callTimeout();
        try {
            return KeyProgram.run(words, environment(), input, limit);
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            throw unavailable(
                    (ex.reason() == Reason.TIMED_OUT)
                            ? this.program + " did not end within " + limit.toMillis() + " ms"
                            : this.program + " failed: " + ex.problem(),
                    "Check that it runs: " + this.program + " --version");
        }
    }

    /** Without the environment, it still must find the user's own directory and its other half, the agent. */
    private Map<String, String> environment() {
        if (this.settings.usesEnvironment()) {
            return this.settings.environment();
        }
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", System.getProperty("user.home", ""));
        Optional.ofNullable(System.getenv("PATH")).ifPresent((path) -> variables.put("PATH", path));
        return variables;
    }

    /** Returns the words behind a status line. */
    private static Optional<List<String>> status(KeyProgram.Result result, String keyword) {
        return result.errors()
                .lines()
                .filter((line) -> line.startsWith(STATUS + keyword))
                .map((line) -> List.of(line.substring(STATUS.length()).split(" ", -1)))
                .filter((words) -> words.size() > 1)
                .findFirst();
    }

    private static SecretsException unavailable(String problem, @Nullable String action) {
        return new SecretsException(Reason.KEY_UNAVAILABLE, Location.NONE, problem, action);
    }

    @Override
    public String toString() {
        return "Gpg[" + this.program + "]";
    }
}
