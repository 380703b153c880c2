package io.secretsbridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No way was found to the data key of a file. Lists every master key that was tried and what it answered.
 */
public final class KeyUnavailableException extends SecretsException {

    private static final long serialVersionUID = 1L;

    /**
     * What became of one master key.
     *
     * @param group the key group, from 1
     * @param kind the kind as the metadata names it, for example {@code age}
     * @param key the public name of the key: a recipient, an ARN, a fingerprint
     * @param outcome {@code null} when the key worked, else one sentence that says why it did not
     */
    public record Attempt(
            int group, String kind, String key, @Nullable String outcome) {

        /**
         * Returns whether the key could be used.
         *
         * @return {@code true} when it worked
         */
        public boolean succeeded() {
            return this.outcome == null;
        }
    }

    private final transient List<Attempt> attempts;

    /**
     * Creates an exception.
     *
     * @param location the file
     * @param problem one sentence that says what is wrong
     * @param action one sentence that says what to do next
     * @param attempts every master key tried, in order
     */
    public KeyUnavailableException(Location location, String problem, @Nullable String action, List<Attempt> attempts) {
        this(Reason.KEY_UNAVAILABLE, location, problem, action, attempts);
    }

    /**
     * Creates an exception with another reason.
     *
     * @param reason {@code KEY_UNAVAILABLE}, or {@code TIMED_OUT} when time was over before all keys had answered
     * @param location the file
     * @param problem one sentence that says what is wrong
     * @param action one sentence that says what to do next
     * @param attempts every master key that answered, in order
     */
    public KeyUnavailableException(
            Reason reason, Location location, String problem, @Nullable String action, List<Attempt> attempts) {
        super(reason, location, problem, action);
        this.attempts = List.copyOf(attempts);
    }

    /**
     * Returns every master key tried, in the order of the trying.
     *
     * @return the attempts
     */
    public List<Attempt> attempts() {
        return this.attempts;
    }

    /**
     * Returns a copy that names a location, for the caller that knows which file was being opened.
     *
     * @param location the file
     * @return the copy
     */
    public KeyUnavailableException at(Location location) {
        KeyUnavailableException copy =
                new KeyUnavailableException(reason(), location, problem(), action(), this.attempts);
        copy.setStackTrace(getStackTrace());
        return copy;
    }
}
