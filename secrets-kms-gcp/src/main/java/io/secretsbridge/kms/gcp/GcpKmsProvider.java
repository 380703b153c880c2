package io.secretsbridge.kms.gcp;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;

/**
 * Serves keys of the kind {@code gcp_kms}: keys of Google Cloud KMS by their resource ids,
 * {@code projects/P/locations/L/keyRings/R/cryptoKeys/K}. Requests go to {@code cloudkms.googleapis.com} or to the endpoint that
 * configuration names, never to an address from a file. Checksums (CRC32C) are sent and checked in both directions.
 *
 * <p>A resource id may end in {@code /cryptoKeyVersions/N}: that version wraps instead of the primary one. {@code sops} refuses files
 * with such an id.
 *
 * <p>Properties below {@code secrets-bridge.}, and with the environment the variables of {@code sops} that say the same:
 *
 * <ul>
 * <li>{@code gcp.credentials-file} (as a path or as JSON in {@code GOOGLE_CREDENTIALS}): the credentials to use;
 * <li>{@code gcp.transport} ({@code SOPS_GCP_KMS_CLIENT_TYPE}): {@code rest}, which is the default here, or {@code grpc}, which needs
 * {@code io.grpc:grpc-netty-shaded} on the class path;
 * <li>{@code gcp.endpoint} ({@code SOPS_GCP_KMS_ENDPOINT}): another address;
 * <li>{@code gcp.universe-domain} ({@code SOPS_GCP_KMS_UNIVERSE_DOMAIN}): the domain of another cloud that runs Google's software.
 * </ul>
 *
 * <p>Without credentials of these kinds, and without the token in {@code GOOGLE_OAUTH_ACCESS_TOKEN}, Application Default Credentials are
 * used: the file of {@code GOOGLE_APPLICATION_CREDENTIALS} (workload identity federation too), the login of {@code gcloud}, the metadata
 * server (workload identity on GKE). An application's own {@code com.google.auth.Credentials} or
 * {@code com.google.cloud.kms.v1.KeyManagementServiceClient}, handed over by {@link KeySettings#withClient}, goes before all of them.
 */
public final class GcpKmsProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "gcp_kms";

    /** For the service loader. */
    public GcpKmsProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /** Reads a resource id. */
    @Override
    public MasterKey parse(String uri) {
        return GcpKey.parse(uri).toMasterKey();
    }

    @Override
    public Connection connect(KeySettings settings) {
        return GcpConnection.open(settings);
    }
}
