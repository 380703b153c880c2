package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyServiceException.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ServiceCallsTests {

    private static final Duration LIMIT = Duration.ofMillis(50);

    private static SecretsException failed(Throwable cause) {
        return new SecretsException(Reason.KEY_UNAVAILABLE, Location.NONE, String.valueOf(cause), null);
    }

    @Test
    void awaitWhenAnswerIsThereReturnsIt() {
        assertThat(ServiceCalls.<String>await(
                        CompletableFuture.completedFuture("it"), LIMIT, "X", ServiceCallsTests::failed))
                .isEqualTo("it");
    }

    @Test
    void awaitWhenCallFailsSaysWhatTheProviderMakesOfIt() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> ServiceCalls.await(
                        CompletableFuture.failedFuture(new IOException("why")), LIMIT, "X", ServiceCallsTests::failed))
                .withMessageContaining("why");
    }

    @Test
    void awaitWhenTimeIsOverGivesTheCallUp() {
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThatExceptionOfType(KeyServiceException.class)
                .isThrownBy(() -> ServiceCalls.await(never, LIMIT, "Some KMS", ServiceCallsTests::failed))
                .withMessage("Some KMS did not answer within 0.05 s")
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE));
        assertThat(never).isCancelled();
    }

    @Test
    void callWhenTimeIsOverInterruptsTheWork() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatExceptionOfType(KeyServiceException.class)
                .isThrownBy(() -> ServiceCalls.call(
                        () -> {
                            try {
                                Thread.sleep(Duration.ofMinutes(1).toMillis());
                            } catch (InterruptedException ex) {
                                interrupted.countDown();
                            }
                            return "late";
                        },
                        LIMIT,
                        "Some KMS",
                        ServiceCallsTests::failed))
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE));
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callWhenWorkIsDoneReturnsItsResultOrSaysWhyItFailed() {
        assertThat(ServiceCalls.<String>call(() -> "it", Duration.ofMinutes(1), "Some KMS", ServiceCallsTests::failed))
                .isEqualTo("it");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> ServiceCalls.call(
                        () -> {
                            throw new IOException("why");
                        },
                        Duration.ofMinutes(1),
                        "Some KMS",
                        ServiceCallsTests::failed))
                .withMessageContaining("why");
    }

    @Test
    void awaitWhenInterruptedGivesTheCallUpAndKeepsTheFlag() {
        CompletableFuture<String> never = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> ServiceCalls.await(never, LIMIT, "X", ServiceCallsTests::failed))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(never).isCancelled();
    }

    @Test
    void decodeWhenTextIsNotOfTheFormIsRejected() {
        assertThat(ServiceCalls.decode("QUJD", Base64.getDecoder(), 3)).containsExactly('A', 'B', 'C');
        assertThat(ServiceCalls.decode("QQ", Base64.getUrlDecoder(), 1)).containsExactly('A');
        for (String text : List.of("", "QUJDRA==", "%%%%", "QUJD".repeat(1000))) {
            assertThatExceptionOfType(KeyServiceException.class)
                    .as(text)
                    .isThrownBy(() -> ServiceCalls.decode(text, Base64.getDecoder(), 3))
                    .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.REJECTED));
        }
    }

    @Test
    void dataKeyWhenLengthFitsWipesWhatItTook() {
        for (int length : List.of(1, 16, DataKey.LENGTH, DataKey.LENGTH + 1, DataKey.LENGTH + 2)) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 7);
            if (length == DataKey.LENGTH || length == DataKey.LENGTH + 1) {
                assertThat(ServiceCalls.dataKey(bytes).exposeBytes())
                        .hasSize(length)
                        .containsOnly(7);
            } else {
                assertThatExceptionOfType(KeyServiceException.class).isThrownBy(() -> ServiceCalls.dataKey(bytes));
            }
            assertThat(bytes).as("what it took").containsOnly(0);
        }
    }

    @Test
    void noConnectionWhenFailureIsOfTheNetworkSaysWhich() {
        assertThat(ServiceCalls.noConnection(new IOException(new UnknownHostException("secret.example")), "X"))
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE))
                .hasMessageContaining("cannot be resolved")
                .hasMessageNotContaining("secret.example");
        assertThat(ServiceCalls.noConnection(new RuntimeException(new ConnectException()), "X"))
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE));
        assertThat(ServiceCalls.noConnection(new SSLHandshakeException("x"), "X"))
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.MISUNDERSTOOD));
        assertThat(ServiceCalls.noConnection(new IOException("other"), "X")).isNull();
        assertThat(ServiceCalls.noConnection(null, "X")).isNull();
    }
}
