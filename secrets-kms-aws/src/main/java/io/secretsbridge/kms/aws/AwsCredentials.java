package io.secretsbridge.kms.aws;

import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;

/**
 * Whose credentials are used. The first source that is configured decides, and its failure is told: falling through to the next
 * would run an application under the identity of its node without anybody's noticing.
 */
final class AwsCredentials implements AutoCloseable {

    /** Makes clients of STS. */
    interface StsClients {

        StsClient make(String region, String profile, AwsCredentialsProvider credentials);
    }

    private static final String ALL = "*";

    private static final String ID = "AWS_ACCESS_KEY_ID";

    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

    /** What a profile has that says whose credentials to use, and not only where or how. */
    private static final Set<String> OF_CREDENTIALS = Set.of(
            ProfileProperty.AWS_ACCESS_KEY_ID,
            ProfileProperty.AWS_SECRET_ACCESS_KEY,
            ProfileProperty.AWS_SESSION_TOKEN,
            ProfileProperty.ROLE_ARN,
            ProfileProperty.SOURCE_PROFILE,
            ProfileProperty.CREDENTIAL_SOURCE,
            ProfileProperty.CREDENTIAL_PROCESS,
            ProfileProperty.WEB_IDENTITY_TOKEN_FILE,
            ProfileProperty.SSO_ACCOUNT_ID,
            ProfileProperty.SSO_ROLE_NAME,
            ProfileProperty.SSO_REGION,
            "sso_session",
            ProfileProperty.SSO_START_URL,
            ProfileProperty.LOGIN_SESSION);

    private static final int MAX_SESSION_NAME = 64;

    private final KeySettings settings;

    private final StsClients stsClients;

    private final List<String> filesMayChoose;

    private final List<AutoCloseable> made = new ArrayList<>();

    AwsCredentials(KeySettings settings, StsClients stsClients) {
        this.settings = settings;
        this.stsClients = stsClients;
        this.filesMayChoose = settings.usesEnvironment() ? List.of(ALL) : settings.list("aws.profiles");
    }

    /** Returns the profile to use, empty when nothing names one. */
    String profile(AwsKey key) {
        boolean allowed = this.filesMayChoose.contains(ALL) || this.filesMayChoose.contains(key.profile());
        return (allowed && !key.profile().isEmpty())
                ? key.profile()
                : this.settings.property("aws.profile").orElse("");
    }

    synchronized AwsCredentialsProvider provider(String region, String profile, String role) {
        AwsCredentialsProvider base = base(region, profile);
        if (role.isEmpty()) {
            return base;
        }
        return keep(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(region, profile, base))
                .refreshRequest((request) -> request.roleArn(role).roleSessionName(sessionName()))
                .build());
    }

    private AwsCredentialsProvider base(String region, String profile) {
        if (!profile.isEmpty()) {
            return ofProfile(profile);
        }
        return this.settings
                .client(AwsCredentialsProvider.class)
                .or(() -> this.settings.client(KmsClient.class).map(AwsCredentials::ofClient))
                .or(() -> webIdentity(region))
                .or(this::container)
                .or(this::environment)
                .orElseGet(this::machine);
    }

    private static AwsCredentialsProvider ofClient(KmsClient client) {
        var identities = client.serviceClientConfiguration().credentialsProvider();
        return (identities instanceof AwsCredentialsProvider provider)
                ? provider
                : () -> (software.amazon.awssdk.auth.credentials.AwsCredentials)
                        identities.resolveIdentity().join();
    }

    private Optional<AwsCredentialsProvider> webIdentity(String region) {
        return setting(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE)
                .map((tokenFile) -> StsWebIdentityTokenFileCredentialsProvider.builder()
                        .stsClient(sts(region, "", AnonymousCredentialsProvider.create()))
                        .webIdentityTokenFile(Path.of(tokenFile))
                        .roleArn(setting(SdkSystemSetting.AWS_ROLE_ARN).orElse(""))
                        .roleSessionName(
                                setting(SdkSystemSetting.AWS_ROLE_SESSION_NAME).orElseGet(AwsCredentials::sessionName))
                        .build())
                .map(this::keep);
    }

    private Optional<AwsCredentialsProvider> container() {
        return setting(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI)
                .or(() -> setting(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI))
                .map((address) -> keep(ContainerCredentialsProvider.create()));
    }

    /** Keys in the environment, which these settings hold only where that is allowed. */
    private Optional<AwsCredentialsProvider> environment() {
        Optional<String> id = this.settings.environment(ID);
        Optional<String> secret = this.settings.environment(SECRET);
        Optional<String> token = this.settings.environment("AWS_SESSION_TOKEN");
        if (id.isEmpty() && secret.isEmpty() && token.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw unusable(
                    "of the AWS credentials in the environment " + (id.isEmpty() ? ID : SECRET) + " is missing",
                    "Set " + ID + " and " + SECRET + ", or neither them nor AWS_SESSION_TOKEN");
        }
        return Optional.of(
                StaticCredentialsProvider.create(token.<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                                (text) -> AwsSessionCredentials.create(id.get(), secret.get(), text))
                        .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get()))));
    }

    private AwsCredentialsProvider machine() {
        String profile = this.settings
                .environment("AWS_PROFILE")
                .orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
        boolean decides = !profile.equals(ProfileFileSystemSetting.AWS_PROFILE.defaultValue())
                || profiles()
                        .profile(profile)
                        .map((found) -> !Collections.disjoint(found.properties().keySet(), OF_CREDENTIALS))
                        .orElse(false);
        return decides ? ofProfile(profile) : keep(InstanceProfileCredentialsProvider.create());
    }

    private AwsCredentialsProvider ofProfile(String profile) {
        if (profiles().profile(profile).isEmpty()) {
            throw unusable(
                    "the AWS configuration files have no profile '" + profile + "'",
                    "Make the profile by 'aws configure --profile', or name another");
        }
        AwsCredentialsProvider provider = keep(ProfileCredentialsProvider.create(profile));
        return () -> {
            try {
                return provider.resolveCredentials();
            } catch (SdkClientException | IllegalArgumentException | IllegalStateException | NullPointerException ex) {
                if (isOfNetwork(ex)) {
                    throw ex;
                }
                // The message could quote a line of the file.
                throw unusable(
                        "the AWS profile '" + profile + "' gives no credentials",
                        "Correct the profile, or sign in again by 'aws sso login --profile " + profile + "'");
            }
        };
    }

    private static boolean isOfNetwork(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static ProfileFile profiles() {
        try {
            return ProfileFile.defaultProfileFile();
        } catch (IllegalArgumentException | UncheckedIOException | IllegalStateException ex) {
            // The message could quote a line of the file.
            throw unusable(
                    "the AWS configuration files cannot be read",
                    "Correct ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and"
                            + " AWS_SHARED_CREDENTIALS_FILE name");
        }
    }

    private static KeyServiceException unusable(String problem, String action) {
        return new KeyServiceException(Answer.UNAUTHENTICATED, problem, action);
    }

    private Optional<String> setting(SdkSystemSetting setting) {
        return this.settings.environment(setting.environmentVariable()).or(setting::getStringValue);
    }

    private StsClient sts(String region, String profile, AwsCredentialsProvider credentials) {
        return keep(this.stsClients.make(region, profile, credentials));
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        this.made.add(closeable);
        return closeable;
    }

    /** As {@code sops} names it, because policies may ask for that name. A look into DNS for the host could take its time. */
    private static String sessionName() {
        String host;
        try {
            host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException ex) {
            host = "java";
        }
        String name = "sops@" + host.replaceAll("[^\\w=,.@-]", "");
        return name.substring(0, Math.min(name.length(), MAX_SESSION_NAME));
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable closeable : this.made) {
            try {
                closeable.close();
            } catch (Exception ex) {
                throw new IllegalStateException("A client of AWS cannot be closed", ex);
            }
        }
        this.made.clear();
    }
}
