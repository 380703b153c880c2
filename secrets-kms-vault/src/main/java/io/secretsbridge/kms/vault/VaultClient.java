package io.secretsbridge.kms.vault;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.BoundedBody;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.ServiceCalls;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends one request to a server and reads its answer, within the limit for one call. Knows nothing of tokens' lives. */
final class VaultClient {

    /** An answer: the status, the tree of its body or nothing, and when to ask again if it says so. */
    record Answer(int status, MapNode body, @Nullable Duration retryAfter) {}

    private final HttpClient http;

    private final VaultSettings settings;

    private final Optional<String> namespace;

    private final Optional<URI> agent;

    private final boolean named;

    VaultClient(VaultSettings settings) {
        // HTTP/1.1, because one request is all that most processes send.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.callTimeout());
        ProxySelector proxy = ProxySelector.getDefault();
        if (proxy != null) {
            builder.proxy(proxy);
        }
        VaultTls.configure(builder, settings);
        this.http = builder.build();
        this.settings = settings;
        this.namespace = settings.namespace();
        this.agent = settings.agent();
        this.named = VaultTls.name(settings).isPresent();
    }

    /**
     * Sends a request.
     *
     * @param address the server, which the caller has checked
     * @param path the path below {@code /v1/}
     * @param token the token, {@code null} to log in
     * @param body the tree to send
     * @return the answer, whatever its status
     * @throws KeyServiceException when there is no answer
     */
    Answer post(URI address, String path, @Nullable String token, MapNode body) {
        URI target = this.agent.orElse(address);
        byte[] content = Stores.of(Format.JSON).writePlain(List.of(body));
        try {
            URI server = this.named ? VaultTls.withoutName(target) : target;
            HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/v1/" + path))
                    .header("X-Vault-Request", "true")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(content));
            if (token != null) {
                request.header("X-Vault-Token", token);
            }
            this.namespace.ifPresent((name) -> request.header("X-Vault-Namespace", name));
            return answer(exchange(request.build(), target));
        } catch (IllegalArgumentException ex) {
            // A header with characters that it cannot have; the message would quote it.
            throw VaultSettings.invalid("the token or the namespace for Vault has invalid characters", "Correct it");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, URI target) {
        return ServiceCalls.await(
                this.http.sendAsync(request, (head) -> new BoundedBody()),
                this.settings.callTimeout(),
                "Vault at " + target.getRawAuthority(),
                (failure) -> VaultFailures.ofException(failure, target, this.settings));
    }

    /** An answer that is no JSON has an empty tree; what that means depends on the status. */
    private static Answer answer(HttpResponse<byte[]> response) {
        byte[] bytes = response.body();
        MapNode body = MapNode.EMPTY;
        try {
            List<MapNode> trees = Stores.of(Format.JSON).readPlain(Source.of("the answer of Vault", bytes));
            body = trees.isEmpty() ? MapNode.EMPTY : trees.get(0);
        } catch (SecretsException ex) {
            // Said by who needs what is missing.
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        return new Answer(response.statusCode(), body, retryAfter(response));
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("Retry-After")
                    .map((text) -> Duration.ofSeconds(Integer.parseInt(text.strip())))
                    .orElse(null);
        } catch (NumberFormatException ex) {
            return null;
        }
    }
}
