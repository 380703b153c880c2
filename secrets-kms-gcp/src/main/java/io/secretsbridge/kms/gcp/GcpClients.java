package io.secretsbridge.kms.gcp;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import io.grpc.ManagedChannelProvider;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the client: over HTTP by the JDK's own client, or over gRPC when that is asked for. It never retries. */
final class GcpClients {

    private static final String PLAIN = "http://";

    private static final String SECURE = "https://";

    private GcpClients() {}

    static CloudKms make(KeySettings settings) {
        boolean grpc = isGrpc(settings);
        Optional<String> endpoint = settings.property("gcp.endpoint")
                .or(() -> settings.environment("SOPS_GCP_KMS_ENDPOINT"))
                .map((text) -> endpoint(text.strip(), grpc));
        Optional<String> universe = settings.property("gcp.universe-domain")
                .or(() -> settings.environment("SOPS_GCP_KMS_UNIVERSE_DOMAIN"))
                .map(GcpClients::domain);
        return grpc
                ? new ClientKms(grpc(settings, endpoint, universe), true, settings.callTimeout())
                : new RestKms(
                        endpoint.orElseGet(() -> SECURE + "cloudkms." + universe.orElse("googleapis.com")),
                        GcpCredentials.find(settings),
                        settings.callTimeout());
    }

    private static KeyManagementServiceClient grpc(
            KeySettings settings, Optional<String> endpoint, Optional<String> universe) {
        boolean plain = endpoint.isPresent() && endpoint.get().startsWith(PLAIN);
        try {
            KeyManagementServiceSettings.Builder builder = KeyManagementServiceSettings.newBuilder();
            builder.setTransportChannelProvider(grpc(plain));
            if (endpoint.isPresent()) {
                builder.setEndpoint(hostAndPort(endpoint.get()));
            } else {
                universe.ifPresent(builder::setUniverseDomain);
            }
            // A token never goes over a connection of gRPC that is not encrypted, so that there an emulator is meant.
            builder.setCredentialsProvider(
                    plain
                            ? NoCredentialsProvider.create()
                            : FixedCredentialsProvider.create(GcpCredentials.find(settings)));
            builder.encryptSettings().setSimpleTimeoutNoRetriesDuration(settings.callTimeout());
            builder.decryptSettings().setSimpleTimeoutNoRetriesDuration(settings.callTimeout());
            return KeyManagementServiceClient.create(builder.build());
        } catch (IOException ex) {
            throw new GcpFailures("").of(ex);
        }
    }

    private static String domain(String text) {
        if (!text.strip().matches("[\\w-]+(\\.[\\w-]+)+")) {
            throw invalid(
                    "the universe domain of Google Cloud in secrets-bridge.gcp.universe-domain or its variable is no"
                            + " domain",
                    "Write it like googleapis.com");
        }
        return text.strip();
    }

    private static boolean isGrpc(KeySettings settings) {
        String transport = settings.property("gcp.transport")
                .or(() -> settings.environment("SOPS_GCP_KMS_CLIENT_TYPE"))
                .orElse("rest")
                .toLowerCase(Locale.ROOT);
        return switch (transport) {
            case "rest" -> false;
            case "grpc" -> true;
            default ->
                throw invalid("the transport of Google Cloud KMS is neither rest nor grpc", "Write rest or grpc");
        };
    }

    private static String endpoint(String text, boolean grpc) {
        String address = text.contains("://") ? text : SECURE + text;
        if (!address.matches("https?://[\\w.-]+(:[0-9]{1,5})?/?")) {
            throw invalid(
                    "the endpoint of Google Cloud in secrets-bridge.gcp.endpoint or its variable is no address",
                    "Write https://HOST" + (grpc ? ":PORT" : ""));
        }
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static String hostAndPort(String address) {
        String host = address.substring(address.indexOf("://") + 3);
        return host.contains(":") ? host : host + (address.startsWith(PLAIN) ? ":80" : ":443");
    }

    private static TransportChannelProvider grpc(boolean plain) {
        try {
            ManagedChannelProvider.provider();
        } catch (ManagedChannelProvider.ProviderNotFoundException ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    Location.NONE,
                    "gRPC to Google Cloud KMS is asked for, and no transport of gRPC is on the class path",
                    "Add io.grpc:grpc-netty-shaded to the class path, or use rest",
                    ex);
        }
        InstantiatingGrpcChannelProvider.Builder builder =
                KeyManagementServiceSettings.defaultGrpcTransportProviderBuilder();
        if (plain) {
            builder.setChannelConfigurator((channel) -> channel.usePlaintext());
        }
        return builder.build();
    }

    static SecretsException invalid(String problem, @Nullable String action) {
        return new SecretsException(Reason.INVALID_CONFIGURATION, Location.NONE, problem, action);
    }
}
