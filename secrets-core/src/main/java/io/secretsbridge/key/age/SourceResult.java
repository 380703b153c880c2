package io.secretsbridge.key.age;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source of identities gave.
 *
 * @param source the source as the user knows it: a variable, a property, a path
 * @param identities the identities, none when it failed or is not there
 * @param state what is to say about it in an error, without any secret: {@code not set}, {@code 2 identities}, a problem
 * @param action what mends it, {@code null} when nothing is wrong
 * @param problem why it failed, {@code null} when it did not
 */
record SourceResult(
        String source,
        List<Identity> identities,
        String state,
        @Nullable String action,
        @Nullable Reason problem) {

    static SourceResult absent(String source, String state) {
        return new SourceResult(source, List.of(), state, null, null);
    }

    static SourceResult found(String source, List<Identity> identities) {
        int count = identities.size();
        String state = (count == 1) ? "1 identity" : count + " identities";
        return new SourceResult(source, identities, state, null, null);
    }

    static SourceResult found(String source, Identity identity, String state) {
        return new SourceResult(source, List.of(identity), state, null, null);
    }

    static SourceResult failed(String source, SecretsException failure) {
        return new SourceResult(source, List.of(), failure.problem(), failure.action(), failure.reason());
    }

    /** Returns whether there is nothing at this place, which is no mistake. */
    boolean isAbsent() {
        return this.identities.isEmpty() && this.problem == null;
    }
}
