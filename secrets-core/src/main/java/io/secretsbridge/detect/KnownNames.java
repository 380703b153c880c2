package io.secretsbridge.detect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Environment variables that look like secrets and are none, and secrets that a platform puts there itself. A program
 * cannot change the latter, so that refusing them would only make people switch the guard off.
 */
final class KnownNames {

    /** Credentials that a platform hands to each instance, good for an endpoint of that instance or for its life only. */
    private static final Set<String> PLATFORM_CREDENTIALS = Set.of(
            // EKS Pod Identity, ECS
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            // Azure App Service and Functions
            "IDENTITY_HEADER",
            "MSI_SECRET",
            "WEBSITE_AUTH_ENCRYPTION_KEY",
            "WEBSITE_AUTH_SIGNING_KEY",
            // the socket of the editor that started the terminal
            "VSCODE_GIT_IPC_AUTH_TOKEN");

    private static final Set<String> LAMBDA_MARKS = Set.of("AWS_LAMBDA_RUNTIME_API");

    /** The role's temporary credentials, which AWS Lambda has no other way to hand over. */
    private static final Set<String> LAMBDA_CREDENTIALS =
            Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    private static final Set<String> CI_MARKS = Set.of("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "CODESPACES");

    /** What CI systems inject into each job. Outside of CI somebody put it there by hand. */
    private static final Set<String> CI_CREDENTIALS = Set.of(
            "GITHUB_TOKEN",
            "GITHUB_CODESPACE_TOKEN",
            "ACTIONS_RUNTIME_TOKEN",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            "CI_JOB_TOKEN",
            "CI_BUILD_TOKEN",
            "CI_JOB_JWT",
            "CI_JOB_JWT_V1",
            "CI_JOB_JWT_V2",
            "CI_REGISTRY_PASSWORD",
            "CI_DEPLOY_PASSWORD",
            "CI_DEPENDENCY_PROXY_PASSWORD",
            "CI_REPOSITORY_URL",
            "CI_RUNNER_SHORT_TOKEN",
            "SYSTEM_ACCESSTOKEN",
            "BITBUCKET_STEP_OIDC_TOKEN",
            "CIRCLE_OIDC_TOKEN",
            "CIRCLE_OIDC_TOKEN_V2",
            "BUILDKITE_AGENT_ACCESS_TOKEN",
            "DRONE_NETRC_PASSWORD");

    /** Paths, addresses, switches and public keys. A value that is a secret by its form is found all the same. */
    private static final Set<String> NOT_SECRET = Set.of(
            // the shell and the desktop
            "PWD",
            "OLDPWD",
            // paths
            "GOOGLE_APPLICATION_CREDENTIALS",
            "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
            // switches
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
            "ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "MARIADB_RANDOM_ROOT_PASSWORD",
            // Azure Monitor's address: an instrumentation key and hosts, sent by every browser that reports
            "APPLICATIONINSIGHTS_CONNECTION_STRING");

    /** Frameworks that put every variable of this prefix into pages that browsers load. */
    private static final List<String> PUBLIC_PREFIXES = List.of("NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_");

    private static final Map<Set<String>, Set<String>> CREDENTIALS_BY_MARK =
            Map.of(CI_MARKS, CI_CREDENTIALS, LAMBDA_MARKS, LAMBDA_CREDENTIALS);

    private KnownNames() {}

    /** Returns whether the platform around put the secret there itself. */
    static boolean isPlatformCredential(String name, Surroundings surroundings) {
        return PLATFORM_CREDENTIALS.contains(name)
                || CREDENTIALS_BY_MARK.entrySet().stream()
                        .anyMatch((each) -> each.getValue().contains(name) && surroundings.hasAnyOf(each.getKey()));
    }

    /** Returns whether the name is one of those that mean no secret, whatever their words. */
    static boolean isNotSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return NOT_SECRET.contains(upper) || PUBLIC_PREFIXES.stream().anyMatch(upper::startsWith);
    }
}
