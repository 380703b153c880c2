package io.secretsbridge.kms.gcp;

import com.google.auth.Credentials;
import com.google.auth.oauth2.OAuth2Credentials;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.secretsbridge.key.BoundedBody;
import io.secretsbridge.key.ServiceCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Asks over REST by the JDK's own client. Google's would log requests and answers, data keys included, when its logger is told to,
 * and costs a second of a start.
 */
final class RestKms implements CloudKms {

    private static final int UNAUTHORIZED = 401;

    private final String endpoint;

    private final Credentials credentials;

    private final Duration limit;

    private final HttpClient http;

    /**
     * Asks nobody yet.
     *
     * @param endpoint scheme, host and port
     * @param credentials where tokens come from
     * @param limit the limit for one call, that for a token included
     */
    RestKms(String endpoint, Credentials credentials, Duration limit) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.limit = limit;
        this.http = HttpClient.newBuilder().connectTimeout(limit).build();
    }

    @Override
    public EncryptResponse encrypt(EncryptRequest request, GcpFailures failures) {
        EncryptResponse.Builder answer = EncryptResponse.newBuilder();
        ask(request.getName() + ":encrypt", request.toBuilder().clearName().build(), answer, failures);
        return answer.build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request, GcpFailures failures) {
        DecryptResponse.Builder answer = DecryptResponse.newBuilder();
        ask(request.getName() + ":decrypt", request.toBuilder().clearName().build(), answer, failures);
        return answer.build();
    }

    private void ask(String path, Message request, Message.Builder answer, GcpFailures failures) {
        ServiceCalls.call(
                () -> {
                    merge(post(URI.create(this.endpoint + "/v1/" + path), request), answer, failures);
                    return answer;
                },
                this.limit,
                GcpFailures.SERVICE,
                failures::of);
    }

    private HttpResponse<byte[]> post(URI address, Message request) throws IOException, InterruptedException {
        byte[] body = JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(request)
                .getBytes(StandardCharsets.UTF_8);
        try {
            HttpResponse<byte[]> answer = send(address, this.credentials.getRequestMetadata(address), body);
            return (answer.statusCode() == UNAUTHORIZED && isRefreshed())
                    ? send(address, this.credentials.getRequestMetadata(address), body)
                    : answer;
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    /** Whether there is another token than the one that was refused; there is none for one that somebody else has made. */
    private boolean isRefreshed() throws IOException {
        if (!(this.credentials instanceof OAuth2Credentials)) {
            return false;
        }
        try {
            this.credentials.refresh();
            return true;
        } catch (IllegalStateException ex) {
            return false;
        }
    }

    private HttpResponse<byte[]> send(URI address, Map<String, List<String>> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(this.limit)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> values.forEach((value) -> request.header(name, value)));
        return this.http.send(request.build(), (head) -> new BoundedBody());
    }

    private static void merge(HttpResponse<byte[]> response, Message.Builder answer, GcpFailures failures) {
        byte[] bytes = response.body();
        String text = new String(bytes, StandardCharsets.UTF_8);
        Arrays.fill(bytes, (byte) 0);
        if (response.statusCode() != 200) {
            throw failures.ofHttp(response.statusCode(), text);
        }
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(text, answer);
        } catch (InvalidProtocolBufferException ex) {
            // The message could quote the answer.
            throw failures.unreadable();
        }
    }

    @Override
    public void close() {
        // The JDK's client ends when nobody holds it.
    }
}
