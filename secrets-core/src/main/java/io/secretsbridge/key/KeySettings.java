package io.secretsbridge.key;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where providers find configuration and credentials. Two worlds are kept apart: properties, which an application's
 * configuration files give, and environment variables, which the command line reads as {@code sops} does. An application
 * that refuses secrets in its environment gives its providers no environment.
 */
public final class KeySettings {

    /** How long one call to a key service may take unless set otherwise. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(10);

    private final Function<String, @Nullable String> properties;

    private final Map<String, String> environment;

    private final Duration callTimeout;

    private KeySettings(
            Function<String, @Nullable String> properties, Map<String, String> environment, Duration callTimeout) {
        this.properties = properties;
        this.environment = environment;
        this.callTimeout = callTimeout;
    }

    /**
     * Returns settings read from environment variables, by the names that {@code sops} uses.
     *
     * @param environment the variables, usually {@link System#getenv()}
     * @return the settings
     */
    public static KeySettings ofEnvironment(Map<String, String> environment) {
        return new KeySettings((name) -> null, Map.copyOf(environment), DEFAULT_CALL_TIMEOUT);
    }

    /**
     * Returns settings read from properties only.
     *
     * @param properties looks up a property by its name below {@code secrets-bridge.}, for example
     * {@code age.identity-files}; {@code null} when it is not set
     * @return the settings
     */
    public static KeySettings ofProperties(Function<String, @Nullable String> properties) {
        return new KeySettings(
                Objects.requireNonNull(properties, "'properties' must not be null"), Map.of(), DEFAULT_CALL_TIMEOUT);
    }

    /**
     * Returns these settings with another limit for one call.
     *
     * @param timeout the limit
     * @return the settings
     */
    public KeySettings withCallTimeout(Duration timeout) {
        return new KeySettings(this.properties, this.environment, timeout);
    }

    /**
     * Looks up a property.
     *
     * @param name its name below {@code secrets-bridge.}
     * @return the value
     */
    public Optional<String> property(String name) {
        return Optional.ofNullable(this.properties.apply(name));
    }

    /**
     * Looks up an environment variable.
     *
     * @param name its name
     * @return the value, empty also when it is set to the empty text
     */
    public Optional<String> environment(String name) {
        return Optional.ofNullable(this.environment.get(name)).filter((value) -> !value.isEmpty());
    }

    /**
     * Returns whether the environment may be used at all, so that an error names the right way in.
     *
     * @return whether these settings come from the environment
     */
    public boolean usesEnvironment() {
        return !this.environment.isEmpty();
    }

    /**
     * Returns how long one call to a key service may take.
     *
     * @return the limit
     */
    public Duration callTimeout() {
        return this.callTimeout;
    }

    /** Names no value. */
    @Override
    public String toString() {
        return "KeySettings";
    }
}
