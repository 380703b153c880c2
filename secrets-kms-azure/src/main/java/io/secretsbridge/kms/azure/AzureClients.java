package io.secretsbridge.kms.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import com.azure.core.util.ConfigurationSource;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.TrustedAddresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One client for each key that the files in use name. They share one HTTP client and one credential, and never retry. */
final class AzureClients implements AutoCloseable {

    private static final TrustedAddresses KNOWN = TrustedAddresses.of(AzureConnection.KNOWN_VAULTS);

    private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

    private static final RetryOptions NO_RETRY = new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

    private final KeySettings settings;

    private final HttpClient http;

    private final Map<String, CryptographyAsyncClient> clients = new ConcurrentHashMap<>();

    private @Nullable TokenCredential credential;

    AzureClients(KeySettings settings) {
        this.settings = settings;
        this.http = new BoundedHttpClient(new JdkHttpClientBuilder()
                .connectionTimeout(settings.callTimeout())
                .responseTimeout(settings.callTimeout())
                .readTimeout(settings.callTimeout())
                .build());
    }

    CryptographyAsyncClient cryptography(AzureKey key) {
        return this.clients.computeIfAbsent(key.identifier(), (identifier) -> {
            CryptographyClientBuilder builder = new CryptographyClientBuilder()
                    .keyIdentifier(identifier)
                    .credential(credential())
                    .httpClient(this.http)
                    .retryOptions(NO_RETRY)
                    // Otherwise it would fetch the public key first, which asks for one more permission.
                    .disableKeyCaching();
            return (isKnown(key) ? builder : builder.disableChallengeResourceVerification()).buildAsyncClient();
        });
    }

    KeyAsyncClient keys(AzureKey key) {
        KeyClientBuilder builder = new KeyClientBuilder()
                .vaultUrl(key.vaultUrl())
                .credential(credential())
                .httpClient(this.http)
                .retryOptions(NO_RETRY);
        return (isKnown(key) ? builder : builder.disableChallengeResourceVerification()).buildAsyncClient();
    }

    /** Whether the vault's name ends in the name of what tokens are for; that of one which configuration adds need not. */
    private static boolean isKnown(AzureKey key) {
        return KNOWN.contain(key.vault());
    }

    private synchronized TokenCredential credential() {
        if (this.credential == null) {
            this.credential = this.settings.client(TokenCredential.class).orElseGet(this::make);
        }
        return this.credential;
    }

    private TokenCredential make() {
        Configuration configuration = configuration();
        Optional<String> clientId = this.settings.property("azure.client-id");
        if (configuration.contains(TOKEN_FILE)) {
            WorkloadIdentityCredentialBuilder builder = new WorkloadIdentityCredentialBuilder()
                    .configuration(configuration)
                    .httpClient(this.http)
                    .retryOptions(NO_RETRY)
                    .tokenFilePath(configuration.get(TOKEN_FILE));
            clientId.ifPresent(builder::clientId);
            Optional.ofNullable(configuration.get(Configuration.PROPERTY_AZURE_AUTHORITY_HOST))
                    .ifPresent(builder::authorityHost);
            return builder.build();
        }
        DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder()
                .configuration(configuration)
                .httpClient(this.http)
                .retryOptions(NO_RETRY);
        clientId.ifPresent(builder::managedIdentityClientId);
        Optional.ofNullable(configuration.get(Configuration.PROPERTY_AZURE_AUTHORITY_HOST))
                .ifPresent(builder::authorityHost);
        return builder.build();
    }

    /** The variables of the settings, where they may be used, before those that the libraries see themselves. */
    private Configuration configuration() {
        Map<String, String> variables = new HashMap<>(this.settings.environment());
        this.settings
                .property("azure.authority-host")
                .ifPresent((host) -> variables.put(Configuration.PROPERTY_AZURE_AUTHORITY_HOST, host));
        ConfigurationSource given = (path) -> Map.copyOf(variables);
        ConfigurationSource none = (path) -> Map.of();
        return new ConfigurationBuilder(none, given, (path) -> System.getenv()).build();
    }

    @Override
    public void close() {
        this.clients.clear();
    }
}
