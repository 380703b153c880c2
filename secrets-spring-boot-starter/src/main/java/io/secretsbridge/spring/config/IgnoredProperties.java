package io.secretsbridge.spring.config;

import io.secretsbridge.spring.SecretPropertySource;
import java.util.List;
import org.apache.commons.logging.Log;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigData.Option;
import org.springframework.boot.context.config.ConfigData.PropertySourceOptions;

/**
 * Secrets neither import further files nor switch profiles on: what an application is made of stays readable in its plain
 * configuration. Says so when somebody expects otherwise.
 */
final class IgnoredProperties {

    private static final PropertySourceOptions OPTIONS =
            PropertySourceOptions.always(Option.IGNORE_IMPORTS, Option.IGNORE_PROFILES);

    private static final PropertySourceOptions PROFILE_SPECIFIC_OPTIONS =
            PropertySourceOptions.always(Option.IGNORE_IMPORTS, Option.IGNORE_PROFILES, Option.PROFILE_SPECIFIC);

    private static final List<String> NAMES = List.of(
            "spring.config.import", "spring.profiles.active", "spring.profiles.default", "spring.profiles.include");

    private IgnoredProperties() {}

    static ConfigData configData(List<SecretPropertySource> sources, boolean profileSpecific, Log log) {
        sources.forEach((source) -> warn(source, log));
        return new ConfigData(sources, profileSpecific ? PROFILE_SPECIFIC_OPTIONS : OPTIONS);
    }

    private static void warn(SecretPropertySource source, Log log) {
        for (String name : NAMES) {
            for (String present : List.of(name, name + "[0]")) {
                if (source.containsProperty(present)) {
                    log.warn("'" + present + "' at " + source.getOrigin(present)
                            + " has no effect among secrets. Put it into a plain configuration file.");
                }
            }
        }
    }
}
