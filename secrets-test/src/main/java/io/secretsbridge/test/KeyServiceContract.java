package io.secretsbridge.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link MasterKeyProvider} must do whose keys are held by a service behind a network: end in time, say what went wrong so
 * that it is asked again only when that helps, and send credentials nowhere else. Needs a service that misbehaves when told to,
 * on this machine.
 */
public abstract class KeyServiceContract extends MasterKeyProviderContract {

    /** How the service answers the next requests to wrap or unwrap. */
    public enum Behaviour {
        /** As it should. */
        WORKS,
        /** The credential may not use the key. */
        DENIES,
        /** The credential is not known or no longer valid. */
        REFUSES_THE_CREDENTIAL,
        /** There is no such key. */
        KNOWS_NO_KEY,
        /** Too many requests. */
        THROTTLES,
        /** Not ready: 503. */
        IS_DOWN,
        /** Takes the request and never answers. */
        HANGS,
        /** Ends the connection without an answer. */
        RESETS,
        /** Begins an answer, and ends the connection in the middle. */
        ANSWERS_HALF,
        /** Answers 200 with what is no answer. */
        ANSWERS_GARBAGE,
        /** Answers with 200, in the right form, and something that is no key. */
        ANSWERS_NONSENSE,
        /** Answers without an end. */
        ANSWERS_ENDLESSLY
    }

    /** The limit for one call in the tests. */
    protected static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Location FILE = Location.of("contract.yaml");

    /** For those that extend it. */
    protected KeyServiceContract() {}

    /**
     * Tells the service how to answer.
     *
     * @param behaviour how to answer
     * @param requests how many requests to wrap or unwrap to answer so; after them it works again
     */
    protected abstract void behave(Behaviour behaviour, int requests);

    /**
     * Returns how often the service was asked to wrap or unwrap so far, those included that it did not answer.
     *
     * @return the number of requests, without those for tokens and other preparations
     */
    protected abstract int requests();

    /**
     * Returns a key as a hostile file would name it: at an address that the settings do not allow.
     *
     * @param address a server that is nobody's key service
     * @return the key, empty when files name no addresses of this kind of service
     */
    protected abstract Optional<MasterKey> keyAt(URI address);

    private KeySettings quick() {
        return settings().withCallTimeout(CALL_TIMEOUT);
    }

    /** Wraps well, and unwraps while the service misbehaves. */
    private SecretsException unwrapWhile(Behaviour behaviour) {
        DataKey dataKey = dataKey();
        String wrapped = connection().wrap(dataKey, key());
        try (MasterKeyProvider.Connection quick = provider().connect(quick())) {
            quick.unwrap(wrapped, key()).close();
            behave(behaviour, Integer.MAX_VALUE);
            long start = System.nanoTime();
            int before = requests();
            SecretsException ex = failure(() -> quick.unwrap(wrapped, key()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as("time").isLessThan(CALL_TIMEOUT.plus(SOON));
            assertThat(requests() - before)
                    .as("requests, of which only a new credential allows a second")
                    .isBetween(1, 2);
            assertThat(failure(() -> quick.wrap(dataKey, key())).reason())
                    .isIn(Reason.KEY_UNAVAILABLE, Reason.WRAP_FAILED);
            return ex;
        } finally {
            behave(Behaviour.WORKS, 0);
        }
    }

    private Answer answerWhile(Behaviour behaviour) {
        SecretsException ex = unwrapWhile(behaviour);
        assertThat(ex).isInstanceOf(KeyServiceException.class);
        assertThat(ex.action()).as("the action").isNotBlank();
        return ((KeyServiceException) ex).answer();
    }

    @Test
    void providerWhenItsKeysAreRemoteSaysSo() {
        assertThat(provider().isRemote()).isTrue();
    }

    @Test
    void unwrapWhenServiceDeniesSaysSo() {
        assertThat(answerWhile(Behaviour.DENIES)).isEqualTo(Answer.DENIED);
    }

    @Test
    void unwrapWhenServiceRefusesTheCredentialSaysSo() {
        // Some services answer both in one way.
        assertThat(answerWhile(Behaviour.REFUSES_THE_CREDENTIAL)).isIn(Answer.UNAUTHENTICATED, Answer.DENIED);
    }

    @Test
    void unwrapWhenServiceKnowsNoKeySaysSo() {
        assertThat(answerWhile(Behaviour.KNOWS_NO_KEY)).isEqualTo(Answer.NOT_FOUND);
    }

    @Test
    void unwrapWhenServiceThrottlesSaysSo() {
        assertThat(answerWhile(Behaviour.THROTTLES)).isEqualTo(Answer.THROTTLED);
    }

    @Test
    void unwrapWhenServiceIsDownSaysSo() {
        assertThat(answerWhile(Behaviour.IS_DOWN)).isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void unwrapWhenServiceHangsEndsAtTheLimit() {
        assertThat(answerWhile(Behaviour.HANGS)).isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void unwrapWhenServiceResetsSaysSo() {
        assertThat(answerWhile(Behaviour.RESETS)).isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void unwrapWhenServiceAnswersHalfSaysSo() {
        assertThat(answerWhile(Behaviour.ANSWERS_HALF)).isIn(Answer.UNAVAILABLE, Answer.MISUNDERSTOOD);
    }

    @Test
    void unwrapWhenServiceAnswersGarbageSaysSo() {
        assertThat(answerWhile(Behaviour.ANSWERS_GARBAGE)).isIn(Answer.UNAVAILABLE, Answer.MISUNDERSTOOD);
    }

    @Test
    void unwrapWhenServiceAnswersNonsenseFails() {
        assertThat(unwrapWhile(Behaviour.ANSWERS_NONSENSE).reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    }

    @Test
    void unwrapWhenServiceAnswersEndlesslyEndsAtTheLimit() {
        assertThat(answerWhile(Behaviour.ANSWERS_ENDLESSLY)).isIn(Answer.UNAVAILABLE, Answer.MISUNDERSTOOD);
    }

    @Test
    void unwrapWhenInterruptedEnds() throws Exception {
        String wrapped = connection().wrap(dataKey(), key());
        connection().unwrap(wrapped, key()).close();
        behave(Behaviour.HANGS, Integer.MAX_VALUE);
        AtomicReference<@Nullable SecretsException> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        int before = requests();
        try (MasterKeyProvider.Connection slow =
                provider().connect(settings().withCallTimeout(Duration.ofMinutes(1)))) {
            Thread thread = new Thread(() -> {
                thrown.set(catchThrowableOfType(SecretsException.class, () -> slow.unwrap(wrapped, key())));
                flag.set(Thread.currentThread().isInterrupted());
            });
            thread.start();
            while (requests() == before && thread.isAlive()) {
                Thread.sleep(10);
            }
            thread.interrupt();
            thread.join(SOON.toMillis());
            assertThat(thread.isAlive()).as("still waiting").isFalse();
        } finally {
            behave(Behaviour.WORKS, 0);
        }
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        SecretsException.class, (ex) -> assertThat(ex.reason()).isEqualTo(Reason.INTERRUPTED));
        assertThat(flag).as("the flag of the thread").isTrue();
    }

    @Test
    void unwrapWhenTheFileNamesAnAddressThatIsNotAllowedAsksNobody() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stranger.setSoTimeout(200);
            URI address = URI.create("http://127.0.0.1:" + stranger.getLocalPort());
            Optional<MasterKey> hostile = keyAt(address);
            if (hostile.isEmpty()) {
                return;
            }
            DataKey dataKey = dataKey();
            String wrapped = connection().wrap(dataKey, key());
            for (SecretsException ex : List.of(
                    failure(() -> connection().unwrap(wrapped, hostile.get())),
                    failure(() -> connection().wrap(dataKey, hostile.get())))) {
                assertThat(ex)
                        .isInstanceOfSatisfying(
                                KeyServiceException.class,
                                (answer) -> assertThat(answer.answer()).isEqualTo(Answer.UNTRUSTED));
                assertThat(ex.action()).as("the action").isNotBlank();
            }
            assertThat(catchThrowableOfType(IOException.class, stranger::accept))
                    .as("a connection to an address that only the file names")
                    .isNotNull();
        }
    }

    @Test
    void keyRingWhenServiceThrottlesOrIsDownAsksAgain() {
        DataKey dataKey = dataKey();
        List<KeyGroup> groups = wrapped(dataKey);
        for (Behaviour behaviour : List.of(Behaviour.THROTTLES, Behaviour.IS_DOWN, Behaviour.RESETS)) {
            try (KeyRing ring = KeyRing.create(settings(), List.of(provider()))) {
                behave(behaviour, 2);
                int before = requests();
                try (DataKey unlocked = ring.unlock(groups, 0, FILE)) {
                    assertThat(unlocked).isEqualTo(dataKey);
                }
                assertThat(requests() - before).as("requests").isEqualTo(3);
            }
        }
    }

    @Test
    void keyRingWhenServiceDeniesDoesNotAskAgain() {
        List<KeyGroup> groups = wrapped(dataKey());
        behave(Behaviour.DENIES, Integer.MAX_VALUE);
        int before = requests();
        try (KeyRing ring = KeyRing.create(settings(), List.of(provider()))) {
            SecretsException ex = failure(() -> ring.unlock(groups, 0, FILE));
            assertThat(ex)
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            (unavailable) -> assertThat(unavailable.attempts())
                                    .singleElement()
                                    .satisfies((attempt) -> assertThat(attempt.key())
                                            .isEqualTo(provider().describe(key()))));
            assertThat(ex.action()).as("the action").isNotBlank();
        } finally {
            behave(Behaviour.WORKS, 0);
        }
        assertThat(requests() - before)
                .as("requests, of which only a new credential allows a second")
                .isBetween(1, 2);
    }
}
