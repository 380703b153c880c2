package io.secretsbridge.spring.guard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What the guard does, as files say it. Whoever sets the environment could otherwise switch off what watches it, so settings
 * from there, from the command line and from system properties are ignored, and so are placeholders that lead there.
 *
 * @param mode what happens when a secret is found
 * @param allowed names that may stay
 * @param ignored settings that are ignored because of where they were made
 */
record GuardPolicy(GuardMode mode, Set<String> allowed, List<String> ignored) {

    static final String MODE = "secrets-bridge.environment.guard";

    static final String ALLOW = "secrets-bridge.environment.allow";

    private static final String ENABLED = "secrets-bridge.enabled";

    static GuardPolicy of(Sources sources) {
        List<String> ignored = new ArrayList<>();
        GuardMode mode = mode(sources, ignored);
        return new GuardPolicy(mode, allowed(sources), List.copyOf(ignored));
    }

    private static GuardMode mode(Sources sources, List<String> ignored) {
        String enabled = setting(sources, ENABLED, GuardPolicy::isFalse, ignored);
        String text = setting(sources, MODE, (value) -> GuardMode.of(value) != GuardMode.FAIL, ignored);
        addIgnoredAllowances(sources, ignored);
        if (enabled != null && isFalse(enabled)) {
            return GuardMode.OFF;
        }
        GuardMode mode = (text != null) ? GuardMode.of(text) : GuardMode.FAIL;
        if (mode == null) {
            throw new InvalidConfigurationPropertyValueException(MODE, text, "It must be one of: fail, warn, off.");
        }
        return mode;
    }

    private static boolean isFalse(String text) {
        return text.strip().equalsIgnoreCase("false");
    }

    private static @Nullable String setting(
            Sources sources, String name, Predicate<String> loosens, List<String> ignored) {
        ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
        String first = null;
        for (Sources.Pair pair : sources.all()) {
            Sources.Found found = Sources.find(pair, property);
            if (found == null) {
                continue;
            }
            Door door = Door.of(pair.plain());
            if (door != null) {
                if (loosens.test(found.text())) {
                    ignored.add(described(door, found.name()));
                }
            } else if (Door.isFile(pair.plain())) {
                if (found.text().contains("${")) {
                    ignored.add(name + ", because it is a placeholder ("
                            + pair.plain().getName() + ")");
                } else if (first == null) {
                    first = found.text();
                }
            }
        }
        return first;
    }

    private static Set<String> allowed(Sources sources) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Sources.Pair pair : sources.files()) {
            for (String name : pair.names()) {
                if (name.startsWith(ALLOW)) {
                    addAllowed(allowed, name.substring(ALLOW.length()), pair.text(name));
                }
            }
        }
        return Set.copyOf(allowed);
    }

    /** Read by hand, because the binder takes underscores out of the keys of a map. */
    private static void addAllowed(Set<String> allowed, String rest, @Nullable String value) {
        if (rest.isEmpty() && value != null) {
            for (String name : value.split(",", -1)) {
                allowed.add(name.strip());
            }
        } else if (rest.startsWith(".")) {
            allowed.add(rest.substring(1));
        } else if (rest.startsWith("[") && rest.endsWith("]")) {
            String key = rest.substring(1, rest.length() - 1);
            boolean element = key.chars().allMatch((ch) -> ch >= '0' && ch <= '9');
            allowed.add((element && value != null) ? value.strip() : key);
        }
    }

    private static void addIgnoredAllowances(Sources sources, List<String> ignored) {
        for (Sources.Pair pair : sources.all()) {
            Door door = Door.of(pair.plain());
            if (door != null) {
                pair.names().stream()
                        .filter((name) -> lettersOf(name).startsWith(lettersOf(ALLOW)))
                        .forEach((name) -> ignored.add(described(door, name)));
            }
        }
    }

    /** Relaxed names differ in everything else. */
    private static String lettersOf(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    private static String described(Door door, String name) {
        return door.written(name) + " (" + door.title() + ")";
    }
}
