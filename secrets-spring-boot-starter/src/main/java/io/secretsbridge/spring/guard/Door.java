package io.secretsbridge.spring.guard;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A way into the configuration that shows what passes to everybody who can look at the process. All others are files, as far
 * as the guard is concerned.
 */
enum Door {
    ENVIRONMENT("environment variable", ""),
    /** A variable that {@code spring.config.import=env:…} reads as a whole document. */
    IMPORTED("imported environment variable", ""),
    APPLICATION_JSON("SPRING_APPLICATION_JSON", ""),
    SYSTEM_PROPERTY("system property", "-D"),
    COMMAND_LINE("command line", "--"),
    /** What stands on the command line without a name of its own. */
    ARGUMENT("command line", "");

    private static final String JSON_SOURCE = "spring.application.json";

    private static final String COMMAND_LINE_SOURCE = "commandLineArgs";

    private static final String IMPORT_PREFIX = "System environment variable [";

    /** Neither files nor part of the process: what a server or Spring itself provides. */
    private static final Set<String> ELSEWHERE = Set.of(
            "configurationProperties",
            "random",
            "jndiProperties",
            "servletConfigInitParams",
            "servletContextInitParams");

    private final String title;

    private final String sign;

    Door(String title, String sign) {
        this.title = title;
        this.sign = sign;
    }

    /** Returns what to call it in a message. */
    String title() {
        return this.title;
    }

    /** Returns a name as the person wrote it who set it. */
    String written(String name) {
        return this.sign + name;
    }

    /** Returns the door that a property source stands for, or {@code null} when it stands for none. */
    static @Nullable Door of(PropertySource<?> source) {
        String name = source.getName();
        if (isEnvironment(name)) {
            return ENVIRONMENT;
        }
        if (name.equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            return SYSTEM_PROPERTY;
        }
        if (name.equals(JSON_SOURCE)) {
            return APPLICATION_JSON;
        }
        if (name.startsWith(IMPORT_PREFIX)) {
            return IMPORTED;
        }
        // A composite of that name holds the arguments of a second run.
        return (name.equals(COMMAND_LINE_SOURCE) || source instanceof CommandLinePropertySource) ? COMMAND_LINE : null;
    }

    /** The binder takes the same names for the environment. */
    private static boolean isEnvironment(String name) {
        return name.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                || name.endsWith("-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    /** Returns whether a property source was read from a file, or is written in the program. */
    static boolean isFile(PropertySource<?> source) {
        return of(source) == null
                && !ELSEWHERE.contains(source.getName())
                && !(source instanceof PropertySource.StubPropertySource);
    }

    /** Returns the variable that an imported document stands in. */
    static String importedVariable(PropertySource<?> source) {
        String name = source.getName();
        int end = name.indexOf(']', IMPORT_PREFIX.length());
        return name.substring(IMPORT_PREFIX.length(), Math.max(end, IMPORT_PREFIX.length()));
    }
}
