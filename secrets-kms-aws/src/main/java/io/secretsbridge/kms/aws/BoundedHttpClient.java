package io.secretsbridge.kms.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** Reads no more of an answer than any answer of KMS or STS has, so that none can fill the memory. */
final class BoundedHttpClient implements SdkHttpClient {

    /** Answers are below 20 kB. */
    private static final int LIMIT = 1 << 18;

    private final SdkHttpClient client;

    BoundedHttpClient(SdkHttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = this.client.prepareRequest(request);
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                HttpExecuteResponse answer = prepared.call();
                return HttpExecuteResponse.builder()
                        .response(answer.httpResponse())
                        .responseBody(answer.responseBody()
                                .map((body) -> AbortableInputStream.create(new Bounded(body), body))
                                .orElse(null))
                        .build();
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return this.client.clientName();
    }

    @Override
    public void close() {
        this.client.close();
    }

    private static final class Bounded extends FilterInputStream {

        private int left = LIMIT;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count((this.left > 0) ? super.read() : 0, 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, Math.min(length, Math.max(this.left, 1)));
            return count(read, read);
        }

        private int count(int result, int read) throws IOException {
            this.left -= Math.max(read, 0);
            if (this.left < 0) {
                throw new IOException("The answer is longer than " + LIMIT + " bytes");
            }
            return result;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
