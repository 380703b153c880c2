package io.secretsbridge.kms.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.core.util.FluxUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads no more of an answer than any answer of Key Vault or of a token server has, so that none can fill the memory. */
final class BoundedHttpClient implements HttpClient {

    /** Answers are below 20 kB. */
    private static final int LIMIT = 1 << 18;

    private final HttpClient client;

    BoundedHttpClient(HttpClient client) {
        this.client = client;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        // Otherwise the whole answer is read before it gets here.
        return this.client
                .send(request, context.addData("azure-eagerly-read-response", false))
                .map(Bounded::new);
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        HttpResponse answer = send(request, context).block();
        if (answer == null) {
            throw new UncheckedIOException(new IOException("no answer"));
        }
        return answer;
    }

    private static final class Bounded extends HttpResponse {

        private final HttpResponse response;

        Bounded(HttpResponse response) {
            super(response.getRequest());
            this.response = response;
        }

        @Override
        public int getStatusCode() {
            return this.response.getStatusCode();
        }

        @Override
        @Deprecated
        public @Nullable String getHeaderValue(String name) {
            return this.response.getHeaders().getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return this.response.getHeaders();
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            AtomicLong read = new AtomicLong();
            return this.response.getBody().handle((part, sink) -> {
                if (read.addAndGet(part.remaining()) > LIMIT) {
                    sink.error(new IOException("The answer is longer than " + LIMIT + " bytes"));
                } else {
                    sink.next(part);
                }
            });
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return FluxUtil.collectBytesInByteBufferStream(getBody());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return getBodyAsByteArray().map((bytes) -> new String(bytes, charset));
        }

        @Override
        public void close() {
            this.response.close();
        }
    }
}
