package io.secretsbridge.spring.guard;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the property that an environment variable means. Dashes are lost on the way to a variable's name, so the names that
 * libraries describe in their configuration metadata are asked first. Used only for the words of a refusal.
 */
final class PropertyNames {

    /** Stands for what has no name. */
    static final String ARGUMENT = "(an argument without a name)";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([a-z0-9.\\-]+)\"");

    private static final Pattern INDEX = Pattern.compile("\\.(\\d+)(?=\\.|$)");

    /** Containers of settings: what is found in them is named, and they are no property themselves. */
    private static final Set<String> CONTAINERS = Set.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "JAVA_OPTS",
            "MAVEN_OPTS",
            "GRADLE_OPTS",
            "SPRING_APPLICATION_JSON",
            "VCAP_SERVICES",
            ARGUMENT);

    private final ClassLoader classLoader;

    private final String prefix;

    private @Nullable Map<String, String> known;

    /**
     * Creates names.
     *
     * @param classLoader where libraries describe their properties
     * @param prefix what the application puts before each variable, or {@code null}
     */
    PropertyNames(ClassLoader classLoader, @Nullable String prefix) {
        this.classLoader = classLoader;
        this.prefix = (prefix != null) ? upper(prefix) + "_" : "";
    }

    /** Returns the property that a variable, an option or an argument sets, or nothing when it holds settings of its own. */
    List<String> of(String written) {
        if (CONTAINERS.contains(written)) {
            return List.of();
        }
        if (written.startsWith("-D") || written.startsWith("--")) {
            return List.of(written.substring(2));
        }
        if (!written.equals(written.toUpperCase(Locale.ROOT))) {
            return List.of(written);
        }
        String variable = written.startsWith(this.prefix) ? written.substring(this.prefix.length()) : written;
        String property = known().get(variable);
        return List.of((property != null) ? property : canonical(variable));
    }

    private static String canonical(String variable) {
        String dotted = variable.toLowerCase(Locale.ROOT).replace('_', '.').replaceAll("\\.{2,}", ".");
        String trimmed = dotted.replaceAll("^\\.|\\.$", "");
        return trimmed.isEmpty() ? variable : INDEX.matcher(trimmed).replaceAll("[$1]");
    }

    private Map<String, String> known() {
        Map<String, String> names = this.known;
        if (names == null) {
            names = read();
            this.known = names;
        }
        return names;
    }

    private Map<String, String> read() {
        Map<String, String> names = new HashMap<>();
        try {
            for (URL url : Collections.list(this.classLoader.getResources(METADATA))) {
                try (InputStream stream = url.openStream()) {
                    Matcher matcher = NAME.matcher(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                    while (matcher.find()) {
                        String property = matcher.group(1);
                        names.putIfAbsent(upper(property.replace("-", "")), property);
                        names.putIfAbsent(upper(property), property);
                    }
                }
            }
        } catch (IOException ex) {
            // A jar that cannot be read costs a better word in a message, and will be reported by what needs it.
            return names;
        }
        return names;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
