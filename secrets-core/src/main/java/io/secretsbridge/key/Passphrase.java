package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The passphrase of something, which a person is asked for when it is needed. For key providers.
 *
 * @param place what it protects, as the user knows it: a path
 * @param settings say who can be asked
 */
public record Passphrase(String place, KeySettings settings) {

    private static final String REMOVE =
            "Use a key without a passphrase here, or open the file where somebody can type one";

    private static final int MAX_BYTES_PER_CHARACTER = 3;

    /**
     * Asks, hands the passphrase over as UTF-8 and wipes it.
     *
     * @param user takes the passphrase
     * @param <T> what it makes of it
     * @return what the user returned
     * @throws SecretsException with reason {@code KEY_UNAVAILABLE} when there is nobody to ask, or no answer
     */
    public <T> T use(Function<byte[], T> user) {
        Prompt prompt = this.settings
                .prompt()
                .orElseThrow(() -> unavailable("needs a passphrase, and there is nobody to ask for it", REMOVE));
        char[] answer = prompt.askSecret("Passphrase for " + this.place + ":");
        if (answer == null || answer.length == 0) {
            throw unavailable("needs a passphrase, and none was given", REMOVE);
        }
        ByteBuffer encoded = ByteBuffer.allocate(answer.length * MAX_BYTES_PER_CHARACTER);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(answer), encoded, true);
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(answer, '\0');
        try {
            return user.apply(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Returns what to throw when the passphrase that was typed does not open it.
     *
     * @return the exception
     */
    public SecretsException wrong() {
        return unavailable("does not open with this passphrase", "Try again");
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
