package io.secretsbridge.kms.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes an answer up to a length, and ends the connection when there is more. */
final class LimitedBody implements BodySubscriber<byte[]> {

    /** Far more than any answer that is waited for. */
    private static final int MAX_BYTES = 256 * 1024;

    /** Can be wiped. An answer with a key fits without growing. */
    private static final class Buffer extends ByteArrayOutputStream {

        Buffer() {
            super(MAX_BYTES / 16);
        }

        synchronized void wipe() {
            Arrays.fill(this.buf, (byte) 0);
        }
    }

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();

    private final Buffer buffer = new Buffer();

    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
        return this.body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        for (ByteBuffer item : items) {
            if (this.buffer.size() + item.remaining() > MAX_BYTES) {
                if (this.subscription != null) {
                    this.subscription.cancel();
                }
                onError(new IOException("The answer is too long"));
                return;
            }
            byte[] bytes = new byte[item.remaining()];
            item.get(bytes);
            this.buffer.write(bytes, 0, bytes.length);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public void onError(Throwable failure) {
        this.buffer.wipe();
        this.body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        byte[] bytes = this.buffer.toByteArray();
        this.buffer.wipe();
        if (!this.body.complete(bytes)) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
