package io.secretsbridge.key;

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

/**
 * The body of an answer of a key service, for providers that ask one by the JDK's own HTTP client: no more than {@link #MAX_BYTES},
 * so that none can fill the memory. Who gets the bytes wipes them; of an answer below 16 KiB, as all with a key are, nothing else is left.
 *
 * <pre>{@code
 * client.sendAsync(request, (head) -> new BoundedBody())
 * }</pre>
 */
public final class BoundedBody implements BodySubscriber<byte[]> {

    /** The most bytes that are read: 256 KiB. No answer that is waited for has 20. */
    public static final int MAX_BYTES = 256 * 1024;

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

    /** Makes one for one answer. */
    public BoundedBody() {}

    @Override
    public CompletionStage<byte[]> getBody() {
        return this.body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        this.subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        for (ByteBuffer item : items) {
            if (this.buffer.size() + item.remaining() > MAX_BYTES) {
                if (this.subscription != null) {
                    this.subscription.cancel();
                }
                onError(new IOException("The answer is longer than " + MAX_BYTES + " bytes"));
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
