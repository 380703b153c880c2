package io.secretsbridge.spring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.MapPropertySource;

/**
 * Properties that came from a sealed file or a mounted directory. Its type is how masking knows them: no value of it appears
 * in {@link #toString()}, in the actuator's answers or in a failure analysis. Immutable; a newer version of the secrets
 * is another property source of the same name.
 */
public final class SecretPropertySource extends MapPropertySource implements OriginLookup<String>, PropertySourceInfo {

    private final Map<String, Origin> origins;

    /**
     * Creates a property source.
     *
     * @param name the name, the same for each version of the secrets
     * @param properties the values by property name, each with its place
     */
    public SecretPropertySource(String name, Map<String, OriginTrackedValue> properties) {
        super(name, values(properties));
        Map<String, Origin> places = new LinkedHashMap<>(properties.size() * 2);
        properties.forEach((key, value) -> {
            Origin origin = value.getOrigin();
            if (origin != null) {
                places.put(key, origin);
            }
        });
        this.origins = places;
    }

    private static Map<String, Object> values(Map<String, OriginTrackedValue> properties) {
        Map<String, Object> values = new LinkedHashMap<>(properties.size() * 2);
        properties.forEach((key, value) -> values.put(key, value.getValue()));
        return Collections.unmodifiableMap(values);
    }

    /**
     * Returns where a value stands: a line of the sealed file, or a file of the mounted directory.
     */
    @Override
    public @Nullable Origin getOrigin(String key) {
        return this.origins.get(key);
    }

    /** Returns {@code true}, so that the names are mapped only once. */
    @Override
    public boolean isImmutable() {
        return true;
    }

    /** Returns the name and the number of properties; the default implementation lists values when debug logging is on. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + " {name='" + getName() + "', properties="
                + getSource().size() + "}";
    }
}
