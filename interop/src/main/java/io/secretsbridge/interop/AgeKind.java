package io.secretsbridge.interop;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of age key, and one way to say where its identity is.
 *
 * @param name what it is
 * @param recipient the public half
 * @param identity the file with the secret half
 * @param environment the variables by which it is found
 * @param question a part of what real programs ask before they can use it, {@code null} when they ask nothing
 * @param answer the right answer
 */
record AgeKind(
        String name,
        String recipient,
        Path identity,
        Map<String, String> environment,
        @Nullable String question,
        String answer) {

    AgeKind(String name, String recipient, Path identity, Map<String, String> environment) {
        this(name, recipient, identity, environment, null, "");
    }

    AgeKind asking(String askedFor, String answered) {
        return new AgeKind(this.name, this.recipient, this.identity, this.environment, askedFor, answered);
    }
}
