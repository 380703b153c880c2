package io.secretsbridge.spring;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.SystemPropertyUtils;

/** Tells which properties are secrets, by where they came from. Whoever shows values asks this first. */
public final class SecretSources {

    /** What Spring Cloud Kubernetes reads from the API; known by name, for it need not be on the class path. */
    private static final String KUBERNETES_SECRETS =
            "org.springframework.cloud.kubernetes.commons.config.SecretsPropertySource";

    /** Longer than a port and most times in milliseconds. */
    private static final int SHORTEST_NUMBER = 6;

    private SecretSources() {}

    /**
     * Returns whether what a property source holds is secret.
     *
     * @param source the property source
     * @return {@code true} for those of this library and those that Spring Cloud Kubernetes makes of Secrets, also inside of
     * a composite
     */
    public static boolean isSecret(@Nullable PropertySource<?> source) {
        if (source instanceof CompositePropertySource composite) {
            return composite.getPropertySources().stream().anyMatch(SecretSources::isSecret);
        }
        return source instanceof SecretPropertySource || (source != null && isKubernetesSecret(source.getClass()));
    }

    private static boolean isKubernetesSecret(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(KUBERNETES_SECRETS)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether something came from a source of secrets.
     *
     * @param origin where it came from
     * @return {@code true} when it did
     */
    public static boolean isSecret(@Nullable Origin origin) {
        return origin instanceof PropertySourceOrigin known && isSecret(known.getPropertySource());
    }

    /**
     * Returns whether a property is secret, or may be because it holds a placeholder that may stand for a secret.
     *
     * @param property the property
     * @return {@code true} when its value must not be shown
     */
    public static boolean mayBeSecret(@Nullable ConfigurationProperty property) {
        return property != null
                && (isSecret(property.getOrigin())
                        || property.getValue().toString().contains(SystemPropertyUtils.PLACEHOLDER_PREFIX));
    }

    /**
     * Returns whether a source of secrets gives a property or one below it.
     *
     * @param environment the environment
     * @param name the name of the property
     * @return {@code true} when one does
     */
    public static boolean isSecretAtOrBelow(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.getUnderlyingSource() instanceof PropertySource<?> underlying
                    && isSecret(underlying)
                    && (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT
                            || source.getConfigurationProperty(name) != null)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns all secret texts, for comparing with what is about to be shown. Booleans and short numbers are left out: they are
     * equal to half of any configuration.
     *
     * @param environment the environment
     * @return the texts that are not empty
     */
    public static Set<String> texts(ConfigurableEnvironment environment) {
        Set<String> values = new HashSet<>();
        environment.getPropertySources().stream()
                .flatMap(SecretSources::leaves)
                .filter(SecretSources::isSecret)
                .forEach((source) -> collect(source, values));
        return values;
    }

    private static Stream<PropertySource<?>> leaves(PropertySource<?> source) {
        return (source instanceof CompositePropertySource composite)
                ? composite.getPropertySources().stream().flatMap(SecretSources::leaves)
                : Stream.of(source);
    }

    private static void collect(PropertySource<?> source, Set<String> values) {
        if (source instanceof EnumerablePropertySource<?> enumerable) {
            for (String name : enumerable.getPropertyNames()) {
                Object value = enumerable.getProperty(name);
                String text = String.valueOf(value);
                if ((value instanceof CharSequence && !text.isEmpty())
                        || (value instanceof Number && text.length() >= SHORTEST_NUMBER)) {
                    values.add(text);
                }
            }
        }
    }
}
