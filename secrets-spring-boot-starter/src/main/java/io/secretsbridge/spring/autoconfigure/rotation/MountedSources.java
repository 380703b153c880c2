package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.spring.SecretPropertySource;
import io.secretsbridge.spring.config.MountedImport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;

/** The property sources of one mount among those of an environment. */
final class MountedSources {

    private static final String ACTIVATE = "spring.config.activate.";

    private MountedSources() {}

    /** Leaves out the documents of sealed files that are meant for other profiles or platforms, as Boot does at the start. */
    static List<SecretPropertySource> active(List<SecretPropertySource> sources, Environment environment) {
        return sources.stream()
                .filter((source) -> isActive(source, environment))
                .toList();
    }

    private static boolean isActive(SecretPropertySource source, Environment environment) {
        Binder binder = new Binder(ConfigurationPropertySources.from(source));
        boolean profile = binder.bind(ACTIVATE + "on-profile", String[].class)
                .map((expressions) -> environment.acceptsProfiles(Profiles.of(expressions)))
                .orElse(true);
        return profile
                && binder.bind(ACTIVATE + "on-cloud-platform", CloudPlatform.class)
                        .map((platform) -> platform.isActive(environment))
                        .orElse(true);
    }

    /** Returns the names of the properties that the new sources of a mount have otherwise than those in use. */
    static Set<String> changes(MutablePropertySources inUse, MountedImport mount, List<SecretPropertySource> fresh) {
        List<PropertySource<?>> old =
                new ArrayList<>(inUse.stream().filter(mount::owns).toList());
        Collections.reverse(old);
        Map<String, Object> before = values(old);
        Map<String, Object> after = values(fresh);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf((name) -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    private static Map<String, Object> values(List<? extends PropertySource<?>> ascending) {
        Map<String, Object> values = new HashMap<>();
        for (PropertySource<?> source : ascending) {
            if (source instanceof SecretPropertySource secrets) {
                values.putAll(secrets.getSource());
            }
        }
        return values;
    }

    /**
     * Puts the new sources of a mount into the place of those in use. A source of the same name is replaced at once, so that a
     * reader finds the old or the new one and never none.
     */
    static void replace(MutablePropertySources inUse, MountedImport mount, List<SecretPropertySource> fresh) {
        Set<String> kept = new TreeSet<>();
        String above = null;
        for (int i = fresh.size() - 1; i >= 0; i--) {
            SecretPropertySource source = fresh.get(i);
            if (inUse.contains(source.getName())) {
                inUse.replace(source.getName(), source);
            } else if (above != null) {
                inUse.addAfter(above, source);
            }
            above = source.getName();
            kept.add(above);
        }
        inUse.stream()
                .filter((source) -> mount.owns(source) && !kept.contains(source.getName()))
                .toList()
                .forEach((source) -> inUse.remove(source.getName()));
    }
}
