package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The passphrase of something: the content of a file, else what a person answers who is asked for it when it is needed. For key
 * providers.
 *
 * @param place what it protects, as the user knows it: a path
 * @param settings say where the passphrase is or who can be asked
 * @param fileProperty the property that names the file with the passphrase, below {@code secrets-bridge.}; {@code null} for none
 */
public record Passphrase(
        String place, KeySettings settings, @Nullable String fileProperty) {

    private static final String USE_OTHER_KEY =
            "Use a key without a passphrase here, or open the file where somebody can type one";

    private static final int MAX_BYTES_PER_CHARACTER = 3;

    /**
     * Describes a passphrase that only a person knows.
     *
     * @param place what it protects, as the user knows it: a path
     * @param settings say who can be asked
     */
    public Passphrase(String place, KeySettings settings) {
        this(place, settings, null);
    }

    /**
     * Gets the passphrase, hands it over as UTF-8 and wipes it.
     *
     * @param user takes the passphrase
     * @param <T> what it makes of it
     * @return what the user returned
     * @throws SecretsException with reason {@code KEY_UNAVAILABLE} when its file cannot be used, or there is none and nobody to ask, or
     * no answer
     */
    public <T> T use(Function<byte[], T> user) {
        byte[] secret = file().map(this::read).orElseGet(this::ask);
        try {
            return user.apply(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private Optional<String> file() {
        return Optional.ofNullable(this.fileProperty)
                .flatMap(this.settings::property)
                .map(String::strip)
                .filter((file) -> !file.isEmpty());
    }

    private byte[] read(String file) {
        byte[] content = content(file);
        int length = content.length;
        // Most programs that write a line end it.
        if (length > 0 && content[length - 1] == '\n') {
            length -= (length > 1 && content[length - 2] == '\r') ? 2 : 1;
        }
        byte[] secret = Arrays.copyOf(content, length);
        Arrays.fill(content, (byte) 0);
        if (length == 0) {
            throw unavailable("needs a passphrase, and " + file + " is empty", "Write the passphrase into that file");
        }
        return secret;
    }

    private byte[] content(String file) {
        try {
            return KeyFile.read(Path.of(file), this.settings.followsSops());
        } catch (InvalidPathException ex) {
            throw unavailable(
                    "needs a passphrase, and the path of its file is none of this system",
                    "Check secrets-bridge." + this.fileProperty);
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            throw unavailable(
                    "needs a passphrase, and " + file + ", which secrets-bridge." + this.fileProperty
                            + " names, cannot be used: " + ex.problem(),
                    (ex.action() != null) ? ex.action() : "Check that file");
        }
    }

    private byte[] ask() {
        Prompt prompt = this.settings
                .prompt()
                .orElseThrow(
                        () -> unavailable("needs a passphrase, and there is nobody to ask for it", whereNobodyIs()));
        char[] answer = prompt.askSecret("Passphrase for " + this.place + ":");
        if (answer == null || answer.length == 0) {
            throw unavailable("needs a passphrase, and none was given", USE_OTHER_KEY);
        }
        ByteBuffer encoded = ByteBuffer.allocate(answer.length * MAX_BYTES_PER_CHARACTER);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(answer), encoded, true);
        byte[] secret = Arrays.copyOf(encoded.array(), encoded.position());
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(answer, '\0');
        return secret;
    }

    private String whereNobodyIs() {
        return (this.fileProperty == null || this.settings.usesEnvironment())
                ? USE_OTHER_KEY
                : "Name a file that holds the passphrase in secrets-bridge." + this.fileProperty
                        + ", or use a key without a passphrase";
    }

    /**
     * Returns what to throw when the passphrase does not open it.
     *
     * @return the exception
     */
    public SecretsException wrong() {
        return file().map((file) -> unavailable("does not open with the passphrase in " + file, "Check that file"))
                .orElseGet(() -> unavailable("does not open with this passphrase", "Try again"));
    }

    /**
     * Returns what to throw when it cannot be opened for another reason.
     *
     * @param why what follows the place in a sentence
     * @param action what to do about it
     * @return the exception
     */
    public SecretsException unavailable(String why, String action) {
        return new SecretsException(Reason.KEY_UNAVAILABLE, Location.NONE, this.place + " " + why, action);
    }

    @Override
    public String toString() {
        return "Passphrase[" + this.place + "]";
    }
}
