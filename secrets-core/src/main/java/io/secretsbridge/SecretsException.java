package io.secretsbridge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any failure to read, open, seal or find secrets. It says what is wrong, where, and what to do next; it never carries a
 * secret value, a key or plaintext.
 */
public class SecretsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why an operation stopped. Doors map a reason to an exit code or a failure analysis. */
    public enum Reason {
        /** The file, directory or key path does not exist. The only reason that {@code optional:} forgives. */
        NOT_FOUND,
        /** It exists and cannot be read: permission, a directory where a file is due, an I/O error. */
        UNREADABLE,
        /** The result cannot be written. */
        UNWRITABLE,
        /** The input is not what its format says: syntax, encoding, truncation, a broken {@code sops} block. */
        MALFORMED,
        /** A limit on size, depth or count was passed. */
        LIMIT_EXCEEDED,
        /** The file carries no {@code sops} block, so it is not sealed. */
        NOT_SEALED,
        /** The input to be sealed is sealed already, or uses the reserved key {@code sops}. */
        ALREADY_SEALED,
        /** The input to be sealed holds no document. */
        EMPTY,
        /** The tree cannot be expressed in the output format. */
        NOT_EXPRESSIBLE,
        /** A sealed value fails authentication or is not a sealed value where one is due. */
        VALUE_TAMPERED,
        /** The MAC over the whole file is missing, cannot be authenticated, or does not match. */
        MAC_MISMATCH,
        /** A value cannot be sealed. */
        SEAL_FAILED,
        /** No master key of a needed group could be used to recover the data key. */
        KEY_UNAVAILABLE,
        /** A master key could not wrap the data key, so nothing was sealed. */
        WRAP_FAILED,
        /** A recipient, identity, URI or other key text is not valid. */
        INVALID_KEY,
        /** {@code .sops.yaml} or another configuration is wrong. */
        INVALID_CONFIGURATION,
        /** No creation rule matches the file, and no key was given. */
        NO_MATCHING_RULE,
        /** Parameters contradict each other or one is out of range. */
        INVALID_ARGUMENT,
        /** The content changed faster than it could be read, or a deadline passed. */
        TIMED_OUT,
        /** The thread was interrupted. */
        INTERRUPTED
    }

    private final Reason reason;

    private final Location location;

    private final @Nullable String problem;

    private final @Nullable String action;

    /**
     * Creates an exception.
     *
     * @param reason why it stopped
     * @param location where; {@link Location#NONE} when there is no place
     * @param problem one sentence that says what is wrong, without any secret
     * @param action one sentence that says what to do next, or {@code null} when nothing sensible can be said
     */
    public SecretsException(Reason reason, Location location, String problem, @Nullable String action) {
        this(reason, location, problem, action, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param reason why it stopped
     * @param location where; {@link Location#NONE} when there is no place
     * @param problem one sentence that says what is wrong, without any secret
     * @param action one sentence that says what to do next, or {@code null} when nothing sensible can be said
     * @param cause the cause, whose message must hold no secret
     */
    public SecretsException(
            Reason reason, Location location, String problem, @Nullable String action, @Nullable Throwable cause) {
        super(message(location, problem), cause);
        this.reason = Objects.requireNonNull(reason, "'reason' must not be null");
        this.location = location;
        this.problem = problem;
        this.action = action;
    }

    private static String message(Location location, String problem) {
        return location.isKnown() ? location + ": " + problem : problem;
    }

    /**
     * Returns why the operation stopped.
     *
     * @return the reason
     */
    public Reason reason() {
        return this.reason;
    }

    /**
     * Returns where the problem is.
     *
     * @return the location, {@link Location#NONE} when there is none
     */
    public Location location() {
        return this.location;
    }

    /**
     * Returns what is wrong, without the location that {@link #getMessage()} puts before it.
     *
     * @return the problem
     */
    public String problem() {
        return Objects.requireNonNullElse(this.problem, "");
    }

    /**
     * Returns what to do next.
     *
     * @return one sentence, or {@code null} when nothing sensible can be said
     */
    public @Nullable String action() {
        return this.action;
    }
}
