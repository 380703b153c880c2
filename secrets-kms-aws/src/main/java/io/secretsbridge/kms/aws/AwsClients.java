package io.secretsbridge.kms.aws;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.ServiceClients;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** One client for each region, profile and role that the files in use name. They share one HTTP client and never retry. */
final class AwsClients implements AutoCloseable {

    private record Way(String region, String profile, String role) {}

    private final KeySettings settings;

    private final SdkHttpClient http;

    private final Optional<URI> kmsEndpoint;

    private final Optional<URI> stsEndpoint;

    private final AwsCredentials credentials;

    private final ServiceClients<Way, KmsClient> clients = new ServiceClients<>("AWS", KmsClient::close);

    AwsClients(KeySettings settings) {
        this.settings = settings;
        this.kmsEndpoint = endpoint(settings, "aws.endpoint", "AWS_ENDPOINT_URL_KMS");
        this.stsEndpoint = endpoint(settings, "aws.sts-endpoint", "AWS_ENDPOINT_URL_STS");
        this.http = new BoundedHttpClient(UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.callTimeout())
                .socketTimeout(settings.callTimeout())
                .build());
        this.credentials = new AwsCredentials(settings, this::sts);
    }

    private static Optional<URI> endpoint(KeySettings settings, String property, String variable) {
        Optional<String> text = settings.property(property);
        if (text.isEmpty()
                && !settings.environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").equals(Optional.of("true"))) {
            text = settings.environment(variable).or(() -> settings.environment("AWS_ENDPOINT_URL"));
        }
        return text.map((address) -> uri(property, address));
    }

    private static URI uri(String property, String address) {
        try {
            URI uri = URI.create(address.strip());
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException ex) {
            // Said below.
        }
        throw new SecretsException(
                Reason.INVALID_CONFIGURATION,
                Location.NONE,
                "the endpoint of AWS in secrets-bridge." + property + " or its variable is no address",
                "Write https://HOST");
    }

    KmsClient client(AwsKey key) {
        Way way = new Way(key.region(), this.credentials.profile(key), key.role());
        Optional<KmsClient> own = this.settings.client(KmsClient.class).filter((client) -> fits(client, way));
        return own.orElseGet(() -> this.clients.get(way, () -> make(way)));
    }

    /** Whether the application's own client does what the entry asks for. */
    private static boolean fits(KmsClient client, Way way) {
        return way.profile().isEmpty()
                && way.role().isEmpty()
                && Region.of(way.region())
                        .equals(client.serviceClientConfiguration().region());
    }

    private KmsClient make(Way way) {
        AwsCredentialsProvider provider = this.credentials.provider(way.region(), way.profile(), way.role());
        return configure(KmsClient.builder(), this.kmsEndpoint, way.region(), way.profile(), provider)
                .build();
    }

    private StsClient sts(String region, String profile, AwsCredentialsProvider provider) {
        return configure(StsClient.builder(), this.stsEndpoint, region, profile, provider)
                .build();
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
            B builder, Optional<URI> endpoint, String region, String profile, AwsCredentialsProvider provider) {
        ClientOverrideConfiguration.Builder override = ClientOverrideConfiguration.builder()
                .apiCallTimeout(this.settings.callTimeout())
                .retryStrategy((strategy) -> strategy.maxAttempts(1));
        if (!profile.isEmpty()) {
            override.defaultProfileName(profile);
        }
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region))
                .credentialsProvider(provider)
                .httpClient(this.http)
                .overrideConfiguration(override.build());
    }

    @Override
    public void close() {
        this.clients.close();
        this.credentials.close();
        this.http.close();
    }
}
