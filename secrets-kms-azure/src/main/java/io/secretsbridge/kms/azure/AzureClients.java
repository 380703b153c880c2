package io.secretsbridge.kms.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import com.azure.core.util.ConfigurationSource;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.AzureDeveloperCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.ServiceClients;
import io.secretsbridge.key.TrustedAddresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client for each key that the files in use name. They share one HTTP client and one credential, and never retry. */
final class AzureClients implements AutoCloseable {

    private static final TrustedAddresses KNOWN = TrustedAddresses.of(AzureConnection.KNOWN_VAULTS);

    private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

    /** What the platform tells a workload about its identity. None of them is a secret, so that an application may have them too. */
    private static final Set<String> OF_WORKLOAD = Set.of(
            TOKEN_FILE,
            Configuration.PROPERTY_AZURE_CLIENT_ID,
            Configuration.PROPERTY_AZURE_TENANT_ID,
            Configuration.PROPERTY_AZURE_AUTHORITY_HOST);

    private static final RetryOptions NO_RETRY = new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

    private final KeySettings settings;

    private final TrustedAddresses named;

    private final HttpClient http;

    private final ServiceClients<String, CryptographyAsyncClient> clients =
            new ServiceClients<>(AzureFailures.SERVICE, (client) -> {});

    private @Nullable TokenCredential credential;

    /**
     * Makes no client yet.
     *
     * @param settings the settings
     * @param named the vaults that configuration names, none when it names none
     */
    AzureClients(KeySettings settings, TrustedAddresses named) {
        this.settings = settings;
        this.named = named;
        this.http = new BoundedHttpClient(new JdkHttpClientBuilder()
                .connectionTimeout(settings.callTimeout())
                .responseTimeout(settings.callTimeout())
                .readTimeout(settings.callTimeout())
                .build());
    }

    CryptographyAsyncClient cryptography(AzureKey key) {
        return this.clients.get(key.identifier(), () -> {
            CryptographyClientBuilder builder = new CryptographyClientBuilder()
                    .keyIdentifier(key.identifier())
                    .credential(credential())
                    .httpClient(this.http)
                    .httpLogOptions(noLog())
                    .retryOptions(NO_RETRY)
                    // Otherwise it would fetch the public key first, which asks for one more permission.
                    .disableKeyCaching();
            return (hasOwnName(key) ? builder.disableChallengeResourceVerification() : builder).buildAsyncClient();
        });
    }

    KeyAsyncClient keys(AzureKey key) {
        KeyClientBuilder builder = new KeyClientBuilder()
                .vaultUrl(key.vaultUrl())
                .credential(credential())
                .httpClient(this.http)
                .httpLogOptions(noLog())
                .retryOptions(NO_RETRY);
        return (hasOwnName(key) ? builder.disableChallengeResourceVerification() : builder).buildAsyncClient();
    }

    /**
     * Whether tokens for the vault may be for something that its own name does not end in. Only of a vault that configuration names: any
     * other could ask for a token of another service and use it there.
     */
    private boolean hasOwnName(AzureKey key) {
        return this.named.contain(key.vault()) && !KNOWN.contain(key.vault());
    }

    /** Otherwise AZURE_HTTP_LOG_DETAIL_LEVEL would bring the data key into the log. */
    private static HttpLogOptions noLog() {
        return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
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
                    .httpLogOptions(noLog())
                    .retryOptions(NO_RETRY)
                    .tokenFilePath(configuration.get(TOKEN_FILE));
            clientId.ifPresent(builder::clientId);
            Optional.ofNullable(configuration.get(Configuration.PROPERTY_AZURE_AUTHORITY_HOST))
                    .ifPresent(builder::authorityHost);
            return builder.build();
        }
        return this.settings.usesEnvironment() ? anyCredential(configuration, clientId) : ofApplication(clientId);
    }

    /**
     * What Azure's default chain has for applications and for developers, but without secrets in the environment, which that chain
     * takes from the process even when it is given another configuration.
     */
    private TokenCredential ofApplication(Optional<String> clientId) {
        ManagedIdentityCredentialBuilder managed = new ManagedIdentityCredentialBuilder()
                .httpClient(this.http)
                .httpLogOptions(noLog())
                .retryOptions(NO_RETRY);
        clientId.ifPresent(managed::clientId);
        return new ChainedTokenCredentialBuilder()
                .addLast(managed.build())
                .addLast(new AzureCliCredentialBuilder().build())
                .addLast(new AzureDeveloperCliCredentialBuilder().build())
                .build();
    }

    private TokenCredential anyCredential(Configuration configuration, Optional<String> clientId) {
        DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder()
                .configuration(configuration)
                .httpClient(this.http)
                .httpLogOptions(noLog())
                .retryOptions(NO_RETRY);
        clientId.ifPresent(builder::managedIdentityClientId);
        Optional.ofNullable(configuration.get(Configuration.PROPERTY_AZURE_AUTHORITY_HOST))
                .ifPresent(builder::authorityHost);
        return builder.build();
    }

    /**
     * The variables of the settings, where they may be used. Without them, an application's, of those of the process only what tells
     * a workload its identity: a secret in the environment is no credential of an application.
     */
    private Configuration configuration() {
        Map<String, String> variables = new HashMap<>(this.settings.environment());
        if (!this.settings.usesEnvironment()) {
            OF_WORKLOAD.forEach((name) -> Optional.ofNullable(System.getenv(name))
                    .filter((value) -> !value.isEmpty())
                    .ifPresent((value) -> variables.put(name, value)));
        }
        this.settings
                .property("azure.authority-host")
                .ifPresent((host) -> variables.put(Configuration.PROPERTY_AZURE_AUTHORITY_HOST, host));
        ConfigurationSource given = (path) -> Map.copyOf(variables);
        ConfigurationSource none = (path) -> Map.of();
        return new ConfigurationBuilder(none, none, given).build();
    }

    @Override
    public void close() {
        this.clients.close();
    }
}
