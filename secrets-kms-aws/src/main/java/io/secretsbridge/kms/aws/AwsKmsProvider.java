package io.secretsbridge.kms.aws;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;

/**
 * Serves keys of the kind {@code kms}: keys and aliases of AWS KMS, by their ARN. Requests go to the endpoint that AWS has for the region
 * in the ARN, or to the one that configuration names, never to an address from a file.
 *
 * <p>Properties below {@code secrets-bridge.}:
 *
 * <ul>
 * <li>{@code aws.profile}: the profile of the AWS configuration files to use;
 * <li>{@code aws.profiles}: profiles that a file may choose, separated by commas. An application ignores the profile in a file that is
 * not among them, because it belongs to whoever sealed the file; the command line uses it as {@code sops} does;
 * <li>{@code aws.accounts}: the account ids whose keys and roles may be used, separated by commas; every account when it is not set;
 * <li>{@code aws.endpoint}, {@code aws.sts-endpoint}: other addresses for KMS and STS, for example a VPC endpoint.
 * </ul>
 *
 * <p>With the environment, {@code AWS_PROFILE}, {@code AWS_ENDPOINT_URL_KMS}, {@code AWS_ENDPOINT_URL_STS} and
 * {@code AWS_ENDPOINT_URL} say the same.
 *
 * <p>Credentials are those of the first source that is configured: the named profile; a web identity token (IRSA); the container's
 * endpoint (EKS Pod Identity, ECS); with the environment also {@code AWS_ACCESS_KEY_ID}; the default profile; the instance's
 * role. An application's own {@code software.amazon.awssdk.auth.credentials.AwsCredentialsProvider} or
 * {@code software.amazon.awssdk.services.kms.KmsClient}, handed over by {@link KeySettings#withClient}, goes before all of them.
 *
 * <p>A role of an entry is assumed by STS in the key's region, in a session named {@code sops@HOST}, as {@code sops} names it.
 */
public final class AwsKmsProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "kms";

    /** For the service loader. */
    public AwsKmsProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Reads {@code ARN+ROLE|CONTEXT|PROFILE} or less: {@code ARN} names a key or an alias, {@code ROLE} is the ARN of a role,
     * {@code CONTEXT} is {@code NAME:VALUE,NAME:VALUE}. Only {@code ARN} and {@code ARN+ROLE} are understood by {@code sops} too.
     */
    @Override
    public MasterKey parse(String uri) {
        return AwsKey.parse(uri).toMasterKey();
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new AwsConnection(settings);
    }
}
