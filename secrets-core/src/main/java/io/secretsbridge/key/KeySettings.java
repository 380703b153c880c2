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

    /** How long it may take to unlock or wrap one data key by all its master keys, unless set otherwise. */
    public static final Duration DEFAULT_TOTAL_TIMEOUT = Duration.ofSeconds(20);

    private final Function<String, @Nullable String> properties;

    private final @Nullable Map<String, String> environment;

    private final Duration callTimeout;

    private final Duration totalTimeout;

    private final boolean followsSops;

    private final @Nullable Prompt prompt;

    private KeySettings(
            Function<String, @Nullable String> properties,
            @Nullable Map<String, String> environment,
            Duration callTimeout,
            Duration totalTimeout,
            boolean followsSops,
            @Nullable Prompt prompt) {
        this.properties = properties;
        this.environment = environment;
        this.callTimeout = callTimeout;
        this.totalTimeout = totalTimeout;
        this.followsSops = followsSops;
        this.prompt = prompt;
    }

    /**
     * Returns settings read from environment variables, by the names that {@code sops} uses.
     *
     * @param environment the variables, usually {@link System#getenv()}
     * @return the settings
     */
    public static KeySettings ofEnvironment(Map<String, String> environment) {
        return new KeySettings(
                (name) -> null, Map.copyOf(environment), DEFAULT_CALL_TIMEOUT, DEFAULT_TOTAL_TIMEOUT, false, null);
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
                Objects.requireNonNull(properties, "'properties' must not be null"),
                null,
                DEFAULT_CALL_TIMEOUT,
                DEFAULT_TOTAL_TIMEOUT,
                false,
                null);
    }

    /**
     * Returns these settings with another limit for one call.
     *
     * @param timeout the limit
     * @return the settings
     */
    public KeySettings withCallTimeout(Duration timeout) {
        return new KeySettings(
                this.properties, this.environment, timeout, this.totalTimeout, this.followsSops, this.prompt);
    }

    /**
     * Returns these settings with another limit for unlocking or wrapping one data key by all its master keys. Who waits
     * for a person to type a passphrase needs a long one.
     *
     * @param timeout the limit
     * @return the settings
     */
    public KeySettings withTotalTimeout(Duration timeout) {
        return new KeySettings(
                this.properties, this.environment, this.callTimeout, timeout, this.followsSops, this.prompt);
    }

    /**
     * Returns these settings with everything accepted that {@code sops} accepts, also where a stricter rule would be safer:
     * for the command line that was started under that name, and for nothing else.
     *
     * @return the settings
     */
    public KeySettings followingSops() {
        return new KeySettings(
                this.properties, this.environment, this.callTimeout, this.totalTimeout, true, this.prompt);
    }

    /**
     * Returns these settings with somebody who can be asked, for example for a passphrase. Leave time for the answer by
     * {@link #withTotalTimeout(Duration)}.
     *
     * @param prompt who asks; called by one thread at a time
     * @return the settings
     */
    public KeySettings withPrompt(Prompt prompt) {
        return new KeySettings(
                this.properties,
                this.environment,
                this.callTimeout,
                this.totalTimeout,
                this.followsSops,
                new PolitePrompt(prompt));
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
        return Optional.ofNullable((this.environment != null) ? this.environment.get(name) : null)
                .filter((value) -> !value.isEmpty());
    }

    /**
     * Returns all environment variables, for a program that a provider starts.
     *
     * @return the variables, none when these settings do not come from the environment
     */
    public Map<String, String> environment() {
        return (this.environment != null) ? this.environment : Map.of();
    }

    /**
     * Returns whether the environment may be used at all, so that an error names the right way in.
     *
     * @return whether these settings come from the environment
     */
    public boolean usesEnvironment() {
        return this.environment != null;
    }

    /**
     * Returns how long one call to a key service may take.
     *
     * @return the limit
     */
    public Duration callTimeout() {
        return this.callTimeout;
    }

    /**
     * Returns how long unlocking or wrapping one data key by all its master keys may take.
     *
     * @return the limit
     */
    public Duration totalTimeout() {
        return this.totalTimeout;
    }

    /**
     * Returns whether everything is accepted that {@code sops} accepts, also where a stricter rule would be safer.
     *
     * @return whether these settings were made by {@link #followingSops()}
     */
    public boolean followsSops() {
        return this.followsSops;
    }

    /**
     * Returns who can be asked.
     *
     * @return the prompt, empty when nobody can be asked
     */
    public Optional<Prompt> prompt() {
        return Optional.ofNullable(this.prompt);
    }

    /** Names no value. */
    @Override
    public String toString() {
        return "KeySettings";
    }
}
