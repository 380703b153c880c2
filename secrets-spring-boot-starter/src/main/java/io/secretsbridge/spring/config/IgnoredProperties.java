package io.secretsbridge.spring.config;

import io.secretsbridge.spring.SecretPropertySource;
import io.secretsbridge.spring.SecretsBridgeProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigData.Option;
import org.springframework.boot.context.config.ConfigData.PropertySourceOptions;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.OriginTrackedValue;

/**
 * Secrets neither import further files nor switch profiles on, and are no settings of Secrets Bridge: what an application is made
 * of, and where its credentials go, stays readable in its plain configuration. Anybody can seal a file for a public recipient. Says so
 * when somebody expects otherwise. All property sources of secrets are made here.
 */
final class IgnoredProperties {

    private static final PropertySourceOptions OPTIONS =
            PropertySourceOptions.always(Option.IGNORE_IMPORTS, Option.IGNORE_PROFILES);

    private static final PropertySourceOptions PROFILE_SPECIFIC_OPTIONS =
            PropertySourceOptions.always(Option.IGNORE_IMPORTS, Option.IGNORE_PROFILES, Option.PROFILE_SPECIFIC);

    private static final List<String> NAMES = List.of(
            "spring.config.import", "spring.profiles.active", "spring.profiles.default", "spring.profiles.include");

    private static final ConfigurationPropertyName SETTINGS =
            ConfigurationPropertyName.of(SecretsBridgeProperties.PREFIX);

    private static final char FIRST = SecretsBridgeProperties.PREFIX.charAt(0);

    private final Consumer<String> warnings;

    /** Takes what is told of each property that has no effect. */
    IgnoredProperties(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    static ConfigData configData(List<SecretPropertySource> sources, boolean profileSpecific) {
        return new ConfigData(sources, profileSpecific ? PROFILE_SPECIFIC_OPTIONS : OPTIONS);
    }

    /** Makes a property source without what would be a setting of Secrets Bridge. */
    SecretPropertySource source(String name, Map<String, OriginTrackedValue> properties) {
        Map<String, OriginTrackedValue> kept = new LinkedHashMap<>(properties.size() * 2);
        properties.forEach((key, value) -> {
            if (isSetting(key)) {
                warn(key, value);
            } else {
                kept.put(key, value);
            }
        });
        for (String ignored : NAMES) {
            for (String present : List.of(ignored, ignored + "[0]")) {
                OriginTrackedValue value = kept.get(present);
                if (value != null) {
                    warn(present, value);
                }
            }
        }
        return new SecretPropertySource(name, kept);
    }

    /** Reads the name as Boot's binder does, which takes {@code secretsBridge} for the same. Most names differ in their first letter. */
    private static boolean isSetting(String key) {
        if (key.isEmpty()
                || (Character.isLetterOrDigit(key.charAt(0)) && Character.toLowerCase(key.charAt(0)) != FIRST)) {
            return false;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        return SETTINGS.equals(name) || SETTINGS.isAncestorOf(name);
    }

    private void warn(String key, OriginTrackedValue value) {
        this.warnings.accept("'" + key + "' at " + value.getOrigin()
                + " has no effect among secrets. Put it into a plain configuration file.");
    }
}
