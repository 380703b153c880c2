package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a key service answered instead of a key, in the words of all services. Providers throw it both when they wrap and when
 * they unwrap; the {@link KeyRing} decides by {@link Answer#isRetryable()} whether it asks again, so no provider retries by itself.
 *
 * <p>The problem says in one sentence what was answered, the action what to do about it: for {@link Answer#DENIED} the permission to
 * grant, by the name that the service has for it. Neither quotes an answer of a service as it came, which may hold anything.
 */
public final class KeyServiceException extends SecretsException {

    private static final long serialVersionUID = 1L;

    /** The kinds of answers. */
    public enum Answer {
        /** Whoever asks is known, and is not allowed to use the key. */
        DENIED(false),
        /** There is no credential, or the service does not accept it: missing, wrong, expired. */
        UNAUTHENTICATED(false),
        /** Nothing was asked: the configuration does not allow the address that the file names. */
        UNTRUSTED(false),
        /** There is no such key, version of a key, or vault. */
        NOT_FOUND(false),
        /** The key exists and cannot be used: disabled, about to be deleted, of the wrong type, a version below the minimum. */
        UNUSABLE(false),
        /** The wrapped key is not of this master key, or was changed. */
        REJECTED(false),
        /** Too many requests: it can succeed later. */
        THROTTLED(true),
        /** No answer, a broken one, or one that says that the service is not ready: it can succeed later. */
        UNAVAILABLE(true),
        /** An answer that makes no sense and that asking again does not mend: another program at this address, a wrong TLS name. */
        MISUNDERSTOOD(false);

        private final boolean retryable;

        Answer(boolean retryable) {
            this.retryable = retryable;
        }

        /**
         * Returns whether the same request can succeed later with nothing changed.
         *
         * @return whether to ask again
         */
        public boolean isRetryable() {
            return this.retryable;
        }
    }

    private final Answer answer;

    private final @Nullable Duration retryAfter;

    /**
     * Creates an exception.
     *
     * @param answer what kind of answer it is
     * @param problem one sentence that says what was answered, without any secret
     * @param action one sentence that says what to do next, or {@code null} when nothing sensible can be said
     */
    public KeyServiceException(Answer answer, String problem, @Nullable String action) {
        this(answer, problem, action, null);
    }

    /**
     * Creates an exception for a service that said when to ask again.
     *
     * @param answer what kind of answer it is
     * @param problem one sentence that says what was answered, without any secret
     * @param action one sentence that says what to do next, or {@code null} when nothing sensible can be said
     * @param retryAfter how long to wait at least, {@code null} when the service did not say
     */
    public KeyServiceException(Answer answer, String problem, @Nullable String action, @Nullable Duration retryAfter) {
        super(Reason.KEY_UNAVAILABLE, Location.NONE, problem, action);
        this.answer = Objects.requireNonNull(answer, "'answer' must not be null");
        this.retryAfter = retryAfter;
    }

    /**
     * Returns what kind of answer it is.
     *
     * @return the kind
     */
    public Answer answer() {
        return this.answer;
    }

    /**
     * Returns how long to wait at least before asking again.
     *
     * @return the time, empty when the service did not say
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(this.retryAfter);
    }
}
