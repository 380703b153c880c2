package io.secretsbridge.key;

import org.jspecify.annotations.Nullable;

/**
 * The person who uses the program, asked when a key needs a passphrase or a touch. A door that has a terminal supplies one by
 * {@link KeySettings#withPrompt(Prompt)}; without one, such a key counts as not usable. Questions of one key ring are never asked at
 * the same time, and their texts hold visible characters only.
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

    /**
     * Asks for something that is no secret, for example a choice.
     *
     * @param question what is asked for, on one line
     * @return the answer, or {@code null} when the person gives none or cannot be asked, as is the case unless this is overridden
     */
    default @Nullable String ask(String question) {
        return null;
    }

    /**
     * Tells something, for example that a token is to be touched.
     *
     * @param message one line
     * @return whether the person sees it; {@code false} unless this is overridden
     */
    default boolean tell(String message) {
        return false;
    }
}
