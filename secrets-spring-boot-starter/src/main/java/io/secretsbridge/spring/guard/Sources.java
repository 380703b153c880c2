package io.secretsbridge.spring.guard;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** The property sources of an environment, highest precedence first, with and without relaxed names. */
final class Sources {

    /**
     * One property source.
     *
     * @param plain names as they are written
     * @param relaxed names as the binder sees them
     */
    record Pair(PropertySource<?> plain, ConfigurationPropertySource relaxed) {

        /** Returns the names, or none when the source cannot list them. */
        List<String> names() {
            return (this.plain instanceof EnumerablePropertySource<?> enumerable)
                    ? List.of(enumerable.getPropertyNames())
                    : List.of();
        }

        /** Returns a value as text without resolving placeholders, or {@code null} when there is no such text. */
        @Nullable
        String text(String name) {
            return asText(this.plain.getProperty(name));
        }
    }

    /**
     * A value and where it was found.
     *
     * @param name the name by which the source has it
     */
    record Found(Pair source, String name, String text) {}

    private final List<Pair> pairs;

    Sources(ConfigurableEnvironment environment) {
        this.pairs = StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .flatMap(Sources::pair)
                .toList();
    }

    private static Stream<Pair> pair(ConfigurationPropertySource relaxed) {
        return (relaxed.getUnderlyingSource() instanceof PropertySource<?> plain)
                ? Stream.of(new Pair(plain, relaxed))
                : Stream.empty();
    }

    List<Pair> files() {
        return filter(Door::isFile);
    }

    List<Pair> of(Door door) {
        return filter((source) -> Door.of(source) == door);
    }

    List<Pair> all() {
        return this.pairs;
    }

    private List<Pair> filter(Predicate<PropertySource<?>> wanted) {
        return this.pairs.stream().filter((pair) -> wanted.test(pair.plain())).toList();
    }

    /** Finds what a placeholder of that name stands for: the first source that has it decides. */
    @Nullable
    Found find(String name) {
        for (Pair pair : this.pairs) {
            String text = pair.text(name);
            if (text != null) {
                Origin origin = OriginLookup.getOrigin(pair.plain(), name);
                return new Found(pair, variable(origin, name), text);
            }
            if (ConfigurationPropertyName.isValid(name)) {
                Found found = find(pair, ConfigurationPropertyName.of(name));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** Finds what one source gives for a property. */
    static @Nullable Found find(Pair pair, ConfigurationPropertyName name) {
        ConfigurationProperty property = pair.relaxed().getConfigurationProperty(name);
        String text = (property != null) ? asText(property.getValue()) : null;
        return (property != null && text != null)
                ? new Found(pair, variable(property.getOrigin(), name.toString()), text)
                : null;
    }

    /** The origin of a bound variable is wrapped, and none of its parents is the variable. */
    private static String variable(@Nullable Origin origin, String otherwise) {
        Origin inner = (origin instanceof PropertySourceOrigin wrapper) ? wrapper.getOrigin() : origin;
        if (inner instanceof SystemEnvironmentOrigin environment) {
            return environment.getProperty();
        }
        return (origin instanceof PropertySourceOrigin wrapper) ? wrapper.getPropertyName() : otherwise;
    }

    private static @Nullable String asText(@Nullable Object value) {
        return (value instanceof CharSequence || value instanceof Number || value instanceof Boolean)
                ? value.toString()
                : null;
    }
}
