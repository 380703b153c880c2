package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyServiceException.Answer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What providers of key services have in common, for those who write one over a client library. */
public final class ServiceCalls {

    private static final int MAX_DEPTH = 20;

    private ServiceCalls() {}

    /**
     * Waits for an answer, and gives the call up when it does not come in time or the thread is interrupted.
     *
     * @param answer the call
     * @param limit how long to wait
     * @param service the service, as an error names it
     * @param failed says what a failure of the call means
     * @param <T> the type of the answer
     * @return the answer
     * @throws SecretsException what {@code failed} says; a {@link KeyServiceException} with {@code UNAVAILABLE} when the time is over; with
     * reason {@code INTERRUPTED} when the thread is interrupted, whose flag stays set
     */
    public static <T> T await(
            Future<T> answer, Duration limit, String service, Function<@Nullable Throwable, SecretsException> failed) {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ex) {
            throw failed.apply(ex.getCause());
        } catch (TimeoutException ex) {
            throw new KeyServiceException(
                    Answer.UNAVAILABLE,
                    service + " did not answer within " + limit.toMillis() / 1000.0 + " s",
                    "Check that it can be reached from here");
        } catch (InterruptedException ex) {
            // Before the flag is set, which what the library does then could take for its own.
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new SecretsException(
                    Reason.INTERRUPTED,
                    Location.NONE,
                    "the thread was interrupted while it waited for " + service,
                    null);
        } finally {
            answer.cancel(true);
        }
    }

    /**
     * Makes a call on a thread of its own, for a client library that does not hear an interrupt or has no limit for all that it does.
     * A call that nobody waits for any longer is interrupted, and ends by its own limits if it does not hear that.
     *
     * @param work the call
     * @param limit how long to wait
     * @param service the service, as an error names it
     * @param failed says what a failure of the call means
     * @param <T> the type of the answer
     * @return the answer
     * @throws SecretsException as {@link #await} does
     */
    public static <T> T call(
            Callable<T> work, Duration limit, String service, Function<@Nullable Throwable, SecretsException> failed) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "secrets-bridge-call");
        thread.setDaemon(true);
        thread.start();
        return await(task, limit, service, failed);
    }

    /**
     * Decodes a wrapped key.
     *
     * @param wrapped the text in the file
     * @param decoder the decoder of the form that the service's keys have
     * @param most how many bytes a key that the service wrapped has at most
     * @return the bytes
     * @throws KeyServiceException with {@code REJECTED} when the text is not of that form, empty or too long
     */
    public static byte[] decode(String wrapped, Base64.Decoder decoder, int most) {
        try {
            // Four characters for three bytes, and room for the filling of the last ones.
            byte[] bytes = (wrapped.length() <= most / 3 * 4 + 8) ? decoder.decode(wrapped) : new byte[0];
            if (bytes.length > 0 && bytes.length <= most) {
                return bytes;
            }
        } catch (IllegalArgumentException ex) {
            // Said below.
        }
        throw rejected("the wrapped key is not what the service makes, base64 of at most " + most + " bytes");
    }

    /**
     * Makes a data key of what a service unwrapped, and wipes that.
     *
     * @param unwrapped the bytes, which are wiped
     * @return the data key, or a share of one
     * @throws KeyServiceException with {@code REJECTED} when they are too many or too few
     */
    public static DataKey dataKey(byte[] unwrapped) {
        try {
            if (unwrapped.length != DataKey.LENGTH && unwrapped.length != DataKey.LENGTH + 1) {
                throw rejected("what was wrapped is no data key");
            }
            return DataKey.copyOf(unwrapped);
        } finally {
            Arrays.fill(unwrapped, (byte) 0);
        }
    }

    private static KeyServiceException rejected(String problem) {
        return new KeyServiceException(Answer.REJECTED, problem, "Restore the file from version control");
    }

    /**
     * Says what it means that no connection came about.
     *
     * @param failure the failure of a call
     * @param service the service, as an error names it
     * @return the exception, {@code null} when the failure is of another kind
     */
    public static @Nullable KeyServiceException noConnection(@Nullable Throwable failure, String service) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return new KeyServiceException(
                        Answer.UNAVAILABLE,
                        "the name of the address of " + service + " cannot be resolved",
                        "Check DNS, and that the name is right");
            }
            if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
                return new KeyServiceException(
                        Answer.MISUNDERSTOOD,
                        "what is at the address of " + service + " cannot prove by TLS that it is the service",
                        "Check the clock of this machine, and for a proxy that opens TLS; add its certificate authority to Java's trust"
                                + " store if you trust it");
            }
            if (cause instanceof ConnectException) {
                return new KeyServiceException(
                        Answer.UNAVAILABLE,
                        service + " cannot be reached",
                        "Check the network, and the address if one is configured");
            }
            cause = cause.getCause();
        }
        return null;
    }
}
