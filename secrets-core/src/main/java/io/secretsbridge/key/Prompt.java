package io.secretsbridge.key;

import org.jspecify.annotations.Nullable;

/**
 * The person who uses the program, asked when a key needs a passphrase. A door that has a terminal supplies one by
 * {@link KeySettings#withPrompt(Prompt)}; without one, such a key counts as not usable. Questions of one key ring are never asked at
 * the same time.
 */
@FunctionalInterface
public interface Prompt {

    /**
     * Asks for a secret, without showing what is typed.
     *
     * @param question what is asked for, on one line
     * @return the characters, which the caller wipes, or {@code null} when the person gives no answer
     */
    char @Nullable [] askSecret(String question);
}
