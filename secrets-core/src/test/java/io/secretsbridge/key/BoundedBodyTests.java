package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BoundedBodyTests {

    private static final class Connection implements Flow.Subscription {

        private boolean cancelled;

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {
            this.cancelled = true;
        }
    }

    private final BoundedBody body = new BoundedBody();

    private final Connection connection = new Connection();

    private final CompletableFuture<byte[]> result = this.body.getBody().toCompletableFuture();

    BoundedBodyTests() {
        this.body.onSubscribe(this.connection);
    }

    private static List<ByteBuffer> part(String text) {
        return List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bodyWhenItComesInPartsIsWhole() {
        this.body.onNext(part("ab"));
        this.body.onNext(part("c"));
        this.body.onComplete();
        assertThat(this.result.join()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bodyWhenItIsAsLongAsAllowedIsWhole() {
        this.body.onNext(List.of(ByteBuffer.allocate(BoundedBody.MAX_BYTES)));
        this.body.onComplete();
        assertThat(this.result.join()).hasSize(BoundedBody.MAX_BYTES);
    }

    @Test
    void bodyWhenItIsTooLongEndsTheConnection() {
        this.body.onNext(List.of(ByteBuffer.allocate(BoundedBody.MAX_BYTES)));
        assertThat(this.connection.cancelled).isFalse();
        this.body.onNext(part("x"));
        assertThat(this.connection.cancelled).isTrue();
        assertThat(this.result).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(IOException.class);
    }
}
