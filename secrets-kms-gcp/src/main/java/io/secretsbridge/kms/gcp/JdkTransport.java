package io.secretsbridge.kms.gcp;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Google's HTTP over the JDK's newer client, which hears an interrupt. Reads no more of an answer than any answer of KMS or of a token
 * server has, so that none can fill the memory.
 */
final class JdkTransport extends HttpTransport {

    /** Answers are below 20 kB. */
    private static final int LIMIT = 1 << 18;

    /** What the JDK sets itself, and the one that would allow an answer that grows when it is read. */
    private static final Set<String> UNSENT = Set.of("host", "connection", "content-length", "accept-encoding");

    private static final String AUTHENTICATE = "WWW-Authenticate";

    private static final int UNAUTHORIZED = 401;

    /** How soon after a refusal another one means that a fresh token does not help either. */
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(10);

    private final Duration timeout;

    private final HttpClient client;

    private final AtomicLong refused = new AtomicLong(System.nanoTime() - AGAIN);

    JdkTransport(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    @Override
    public boolean supportsMethod(String method) {
        return true;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Request(method, HttpRequest.newBuilder(URI.create(url)).timeout(this.timeout));
    }

    private final class Request extends LowLevelHttpRequest {

        private final String method;

        private final HttpRequest.Builder builder;

        Request(String method, HttpRequest.Builder builder) {
            this.method = method;
            this.builder = builder;
        }

        @Override
        public void addHeader(String name, String value) {
            if (!UNSENT.contains(name.toLowerCase(Locale.ROOT))) {
                this.builder.header(name, value);
            }
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (getStreamingContent() != null) {
                getStreamingContent().writeTo(body);
                if (getContentType() != null) {
                    addHeader("Content-Type", getContentType());
                }
                if (getContentEncoding() != null) {
                    addHeader("Content-Encoding", getContentEncoding());
                }
            }
            this.builder.method(
                    this.method,
                    (getStreamingContent() != null)
                            ? BodyPublishers.ofByteArray(body.toByteArray())
                            : BodyPublishers.noBody());
            return send(this.builder.build());
        }
    }

    /** The timeout of a request itself ends with the head of the answer. */
    private Response send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(request, (head) -> new BoundedBody());
        try {
            HttpResponse<byte[]> got = answer.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Response(got, got.statusCode() == UNAUTHORIZED && isRefusedAgain());
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof IOException failure) ? failure : new IOException(ex.getCause());
        } catch (TimeoutException ex) {
            answer.cancel(true);
            throw new HttpTimeoutException("no answer in time");
        } catch (InterruptedException ex) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private boolean isRefusedAgain() {
        long now = System.nanoTime();
        return now - this.refused.getAndSet(now) < AGAIN;
    }

    private static final class BoundedBody implements BodySubscriber<byte[]> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            this.subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                this.bytes.writeBytes(part);
            }
            if (this.bytes.size() > LIMIT && this.subscription != null) {
                this.subscription.cancel();
                this.body.completeExceptionally(new IOException("The answer is longer than " + LIMIT + " bytes"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            this.body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            this.body.complete(this.bytes.toByteArray());
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return this.body;
        }
    }

    private static final class Response extends LowLevelHttpResponse {

        private final HttpResponse<byte[]> response;

        private final List<Map.Entry<String, String>> headers = new ArrayList<>();

        Response(HttpResponse<byte[]> response, boolean isFinal) {
            this.response = response;
            response.headers().map().forEach((name, values) -> {
                if (!isFinal || !name.equalsIgnoreCase(AUTHENTICATE)) {
                    values.forEach((value) -> this.headers.add(Map.entry(name, value)));
                }
            });
            if (isFinal) {
                // Without the word invalid_token Google's library gets no fresh token, which it would do ten times.
                this.headers.add(Map.entry(AUTHENTICATE, "Bearer realm=\"\""));
            }
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(this.response.body());
        }

        /** None: an encoded answer was not asked for. */
        @Override
        public @Nullable String getContentEncoding() {
            return null;
        }

        @Override
        public long getContentLength() {
            return this.response.body().length;
        }

        @Override
        public @Nullable String getContentType() {
            return this.response.headers().firstValue("Content-Type").orElse(null);
        }

        @Override
        public String getStatusLine() {
            return "HTTP " + this.response.statusCode();
        }

        @Override
        public int getStatusCode() {
            return this.response.statusCode();
        }

        @Override
        public @Nullable String getReasonPhrase() {
            return null;
        }

        @Override
        public int getHeaderCount() {
            return this.headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return this.headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return this.headers.get(index).getValue();
        }
    }
}
