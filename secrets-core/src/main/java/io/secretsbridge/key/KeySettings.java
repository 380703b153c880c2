package io.secretsbridge.key;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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

    /** How long an unwrapped data key is remembered unless set otherwise: long enough for a start, and for the reload of a file. */
    public static final Duration DEFAULT_CACHE_LIFE = Duration.ofMinutes(10);

    /** How many unwrapped data keys are remembered unless set otherwise. */
    public static final int DEFAULT_CACHE_SIZE = 1000;

    /** The values; never changed once the settings that hold them are made. */
    private static final class Values {

        private Function<String, @Nullable String> properties = (name) -> null;

        private @Nullable Map<String, String> environment;

        private Map<Class<?>, Object> clients = Map.of();

        private Function<Class<?>, @Nullable Object> clientsOfApplication = (type) -> null;

        private Duration callTimeout = DEFAULT_CALL_TIMEOUT;

        private Duration totalTimeout = DEFAULT_TOTAL_TIMEOUT;

        private Duration cacheLife = DEFAULT_CACHE_LIFE;

        private int cacheSize = DEFAULT_CACHE_SIZE;

        private boolean followsSops;

        private @Nullable Prompt prompt;

        Values copy() {
            Values copy = new Values();
            copy.properties = this.properties;
            copy.environment = this.environment;
            copy.clients = this.clients;
            copy.clientsOfApplication = this.clientsOfApplication;
            copy.callTimeout = this.callTimeout;
            copy.totalTimeout = this.totalTimeout;
            copy.cacheLife = this.cacheLife;
            copy.cacheSize = this.cacheSize;
            copy.followsSops = this.followsSops;
            copy.prompt = this.prompt;
            return copy;
        }
    }

    private final Values values;

    private KeySettings(Values values) {
        this.values = values;
    }

    private KeySettings with(Consumer<Values> change) {
        Values copy = this.values.copy();
        change.accept(copy);
        return new KeySettings(copy);
    }

    /**
     * Returns settings read from environment variables, by the names that {@code sops} uses.
     *
     * @param environment the variables, usually {@link System#getenv()}
     * @return the settings
     */
    public static KeySettings ofEnvironment(Map<String, String> environment) {
        Map<String, String> copy = Map.copyOf(environment);
        return new KeySettings(new Values()).with((values) -> values.environment = copy);
    }

    /**
     * Returns settings read from properties only.
     *
     * @param properties looks up a property by its name below {@code secrets-bridge.}, for example
     * {@code age.identity-files}; {@code null} when it is not set
     * @return the settings
     */
    public static KeySettings ofProperties(Function<String, @Nullable String> properties) {
        Objects.requireNonNull(properties, "'properties' must not be null");
        return new KeySettings(new Values()).with((values) -> values.properties = properties);
    }

    /**
     * Returns settings read from properties only.
     *
     * @param properties values by names below {@code secrets-bridge.}, for example {@code vault.address}
     * @return the settings
     */
    public static KeySettings ofProperties(Map<String, String> properties) {
        Map<String, String> copy = Map.copyOf(properties);
        return ofProperties((name) -> copy.get(name));
    }

    /**
     * Returns these settings with properties that go before those that there are, also beside the environment.
     *
     * @param properties values by names below {@code secrets-bridge.}, for example {@code vault.address}
     * @return the settings
     */
    public KeySettings withProperties(Map<String, String> properties) {
        Map<String, String> copy = Map.copyOf(properties);
        return with((values) -> {
            Function<String, @Nullable String> others = values.properties;
            values.properties = (name) -> copy.containsKey(name) ? copy.get(name) : others.apply(name);
        });
    }

    /**
     * Returns these settings with a client that the application has made already, which its provider uses instead of making one.
     * Closing a key ring does not close it.
     *
     * @param type the type that the provider asks for; its documentation names it
     * @param client the client
     * @param <T> the type
     * @return the settings
     */
    public <T> KeySettings withClient(Class<T> type, T client) {
        return with((values) -> {
            Map<Class<?>, Object> clients = new HashMap<>(values.clients);
            clients.put(type, client);
            values.clients = Map.copyOf(clients);
        });
    }

    /**
     * Returns these settings with a place where clients are found that the application has made already, as
     * {@link #withClient(Class, Object)} gives one. It is asked when a provider connects.
     *
     * @param clients returns the client of a type, {@code null} when there is none
     * @return the settings
     */
    public KeySettings withClients(Function<Class<?>, @Nullable Object> clients) {
        Objects.requireNonNull(clients, "'clients' must not be null");
        return with((values) -> values.clientsOfApplication = clients);
    }

    /**
     * Returns these settings with another limit for one call.
     *
     * @param timeout the limit
     * @return the settings
     */
    public KeySettings withCallTimeout(Duration timeout) {
        return with((values) -> values.callTimeout = timeout);
    }

    /**
     * Returns these settings with another limit for unlocking or wrapping one data key by all its master keys. Who waits
     * for a person to type a passphrase needs a long one.
     *
     * @param timeout the limit
     * @return the settings
     */
    public KeySettings withTotalTimeout(Duration timeout) {
        return with((values) -> values.totalTimeout = timeout);
    }

    /**
     * Returns these settings with other limits for what a key ring remembers.
     *
     * @param life how long an unwrapped data key is remembered at most, after which it is wiped; zero to remember none
     * @param size how many are remembered at most; the oldest is wiped for a new one
     * @return the settings
     * @throws IllegalArgumentException when one is negative
     */
    public KeySettings withCache(Duration life, int size) {
        if (life.isNegative() || size < 0) {
            throw new IllegalArgumentException("The limits of the cache must not be negative");
        }
        return with((values) -> {
            values.cacheLife = life;
            values.cacheSize = size;
        });
    }

    /**
     * Returns these settings with everything accepted that {@code sops} accepts, also where a stricter rule would be safer:
     * for the command line that was started under that name, and for nothing else.
     *
     * @return the settings
     */
    public KeySettings followingSops() {
        return with((values) -> values.followsSops = true);
    }

    /**
     * Returns these settings with somebody who can be asked, for example for a passphrase. Leave time for the answer by
     * {@link #withTotalTimeout(Duration)}.
     *
     * @param prompt who asks; called by one thread at a time
     * @return the settings
     */
    public KeySettings withPrompt(Prompt prompt) {
        return with((values) -> values.prompt = new PolitePrompt(prompt));
    }

    /**
     * Looks up a property.
     *
     * @param name its name below {@code secrets-bridge.}
     * @return the value
     */
    public Optional<String> property(String name) {
        return Optional.ofNullable(this.values.properties.apply(name));
    }

    /**
     * Looks up a property that is a list, as one text with commas.
     *
     * @param name its name below {@code secrets-bridge.}
     * @return the elements that are not blank, without the space around them
     */
    public List<String> list(String name) {
        return listOf(property(name).orElse(""));
    }

    /**
     * Reads a list as it stands in one text with commas, for a setting that does not come from a property.
     *
     * @param text the text
     * @return the elements that are not blank, without the space around them
     */
    public static List<String> listOf(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter((element) -> !element.isEmpty())
                .toList();
    }

    /**
     * Returns the client that the application has made.
     *
     * @param type the type of the client
     * @param <T> the type
     * @return the client, empty when the provider has to make its own
     */
    public <T> Optional<T> client(Class<T> type) {
        Object given = this.values.clients.get(type);
        return Optional.ofNullable(type.cast((given != null) ? given : this.values.clientsOfApplication.apply(type)));
    }

    /**
     * Looks up an environment variable.
     *
     * @param name its name
     * @return the value, empty also when it is set to the empty text
     */
    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment().get(name)).filter((value) -> !value.isEmpty());
    }

    /**
     * Returns all environment variables, for a program that a provider starts.
     *
     * @return the variables, none when these settings do not come from the environment
     */
    public Map<String, String> environment() {
        Map<String, String> environment = this.values.environment;
        return (environment != null) ? environment : Map.of();
    }

    /**
     * Returns whether the environment may be used at all, so that an error names the right way in.
     *
     * @return whether these settings come from the environment
     */
    public boolean usesEnvironment() {
        return this.values.environment != null;
    }

    /**
     * Returns how long one call to a key service may take.
     *
     * @return the limit
     */
    public Duration callTimeout() {
        return this.values.callTimeout;
    }

    /**
     * Returns how long unlocking or wrapping one data key by all its master keys may take.
     *
     * @return the limit
     */
    public Duration totalTimeout() {
        return this.values.totalTimeout;
    }

    /**
     * Returns how long an unwrapped data key is remembered.
     *
     * @return the limit, zero when none is
     */
    public Duration cacheLife() {
        return this.values.cacheLife;
    }

    /**
     * Returns how many unwrapped data keys are remembered.
     *
     * @return the limit
     */
    public int cacheSize() {
        return this.values.cacheSize;
    }

    /**
     * Returns whether everything is accepted that {@code sops} accepts, also where a stricter rule would be safer.
     *
     * @return whether these settings were made by {@link #followingSops()}
     */
    public boolean followsSops() {
        return this.values.followsSops;
    }

    /**
     * Returns who can be asked.
     *
     * @return the prompt, empty when nobody can be asked
     */
    public Optional<Prompt> prompt() {
        return Optional.ofNullable(this.values.prompt);
    }

    /** Names no value. */
    @Override
    public String toString() {
        return "KeySettings";
    }
}
