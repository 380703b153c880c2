package io.secretsbridge.kms.gcp;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.secretsbridge.key.BoundedBody;
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
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Google's HTTP over the JDK's newer client, which hears an interrupt and reads no more of an answer than any answer has. Tokens come by
 * it, so that the library's log of requests and answers is not to be had while it is used.
 */
final class JdkTransport extends HttpTransport {

    /** Holds it, because a logger that nobody holds is made anew, without its filter. */
    private static final Logger LIBRARY = Logger.getLogger(HttpTransport.class.getName());

    static {
        Filter before = LIBRARY.getFilter();
        LIBRARY.setFilter((entry) ->
                entry.getLevel().intValue() > Level.CONFIG.intValue() && (before == null || before.isLoggable(entry)));
    }

    /** What the JDK sets itself, and the one that would allow an answer that grows when it is read. */
    private static final Set<String> UNSENT = Set.of("host", "connection", "content-length", "accept-encoding");

    private final Duration timeout;

    private final HttpClient client;

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
            byte[] bytes = body.toByteArray();
            try {
                this.builder.method(
                        this.method,
                        (getStreamingContent() != null) ? BodyPublishers.ofByteArray(bytes) : BodyPublishers.noBody());
                return send(this.builder.build());
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    /** The timeout of a request itself ends with the head of the answer. */
    private Response send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(request, (head) -> new BoundedBody());
        try {
            return new Response(answer.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof IOException failure) ? failure : new IOException(ex.getCause());
        } catch (TimeoutException ex) {
            throw new HttpTimeoutException("no answer in time");
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private static final class Response extends LowLevelHttpResponse {

        private final HttpResponse<byte[]> response;

        private final List<Map.Entry<String, String>> headers = new ArrayList<>();

        Response(HttpResponse<byte[]> response) {
            this.response = response;
            response.headers()
                    .map()
                    .forEach((name, values) -> values.forEach((value) -> this.headers.add(Map.entry(name, value))));
        }

        /** Called when the answer was read. */
        @Override
        public void disconnect() {
            Arrays.fill(this.response.body(), (byte) 0);
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
