package io.secretsbridge.spring.guard;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The application does not start, because secrets are in the environment, on the command line or in system properties. It names
 * them all at once, and never a value.
 */
public final class EnvironmentSecretsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SecretInEnvironment> secrets;

    private final transient List<String> ignoredSettings;

    EnvironmentSecretsException(List<SecretInEnvironment> secrets, List<String> ignoredSettings) {
        super("Secrets were found in the environment: "
                + secrets.stream().map(SecretInEnvironment::name).collect(Collectors.joining(", ")));
        this.secrets = List.copyOf(secrets);
        this.ignoredSettings = List.copyOf(ignoredSettings);
    }

    /**
     * Returns what was found.
     *
     * @return the findings, in the order of their names
     */
    public List<SecretInEnvironment> secrets() {
        return this.secrets;
    }

    /**
     * Returns the settings of the guard that were ignored, because only files may make them.
     *
     * @return names with the place where each was set
     */
    public List<String> ignoredSettings() {
        return this.ignoredSettings;
    }
}
