package io.secretsbridge.spring.guard;

import io.secretsbridge.detect.Finding;
import io.secretsbridge.detect.SecretDetector;
import io.secretsbridge.detect.Surroundings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks through every door for secrets: by name, by value, by the property that a variable sets, and by the placeholders of
 * files that lead to a variable.
 */
final class EnvironmentScan {

    /** The whole command line, which is looked at argument by argument. */
    private static final String JAVA_COMMAND = "sun.java.command";

    /** Variables that the virtual machine turns into system properties. */
    private static final Set<String> OPTION_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String JSON_VARIABLE = "SPRING_APPLICATION_JSON";

    private static final String ARGUMENTS_WITHOUT_NAME = "nonOptionArgs";

    /** Tells whether a name alone makes a secret. */
    private static final String ANY_VALUE = "x";

    private static final int MAX_PLACEHOLDER_DEPTH = 10;

    private final ConfigurableEnvironment environment;

    private final Sources sources;

    private final Surroundings surroundings;

    private final Findings findings;

    EnvironmentScan(ConfigurableEnvironment environment, Sources sources, Set<String> allowed) {
        this.environment = environment;
        this.sources = sources;
        this.surroundings = Surroundings.ofProcess(sources.of(Door.ENVIRONMENT).stream()
                .flatMap((pair) -> pair.names().stream())
                .collect(Collectors.toSet()));
        this.findings = new Findings(allowed);
    }

    Findings run() {
        this.sources.of(Door.ENVIRONMENT).forEach((pair) -> each(pair, Door.ENVIRONMENT));
        this.sources.of(Door.APPLICATION_JSON).forEach(this::applicationJson);
        this.sources.of(Door.IMPORTED).forEach(this::imported);
        this.sources.of(Door.SYSTEM_PROPERTY).forEach(this::systemProperties);
        this.sources.of(Door.COMMAND_LINE).forEach(this::commandLine);
        this.sources.files().forEach(this::file);
        return this.findings;
    }

    private Optional<Finding> inspect(String name, String value) {
        return SecretDetector.inspect(name, value, this.surroundings)
                .filter((finding) -> finding.confidence().isActionable());
    }

    private void each(Sources.Pair pair, Door door) {
        for (String name : pair.names()) {
            String value = pair.text(name);
            if (value != null) {
                inspect(name, value).ifPresent((finding) -> this.findings.add(door, name, finding.reason(), List.of()));
            }
        }
    }

    /** Named by the variable, with the properties inside. */
    private void applicationJson(Sources.Pair pair) {
        for (String name : pair.names()) {
            String value = pair.text(name);
            if (value != null && inspect(name, value).isPresent()) {
                Sources.Found json = this.sources.find("spring.application.json");
                Door door = (json != null) ? Door.of(json.source().plain()) : null;
                if (json != null && door != null) {
                    this.findings.add(door, json.name(), "sets '" + name + "'", List.of(name));
                } else {
                    this.findings.add(Door.APPLICATION_JSON, JSON_VARIABLE, "sets '" + name + "'", List.of(name));
                }
            }
        }
    }

    private void imported(Sources.Pair pair) {
        String variable = Door.importedVariable(pair.plain());
        for (String name : pair.names()) {
            String value = pair.text(name);
            if (value != null && inspect(name, value).isPresent()) {
                this.findings.add(Door.IMPORTED, variable, "is imported and sets '" + name + "'", List.of(name));
            }
        }
    }

    private void systemProperties(Sources.Pair pair) {
        for (String name : pair.names()) {
            String value = name.equals(JAVA_COMMAND) ? null : pair.text(name);
            Finding finding = (value != null) ? inspect(name, value).orElse(null) : null;
            if (finding != null) {
                String variable = optionVariable(name);
                if (variable != null) {
                    this.findings.add(Door.ENVIRONMENT, variable, "sets '-D" + name + "'", List.of(name));
                } else {
                    this.findings.add(Door.SYSTEM_PROPERTY, name, finding.reason(), List.of(name));
                }
            }
        }
    }

    private @Nullable String optionVariable(String property) {
        for (Sources.Pair pair : this.sources.of(Door.ENVIRONMENT)) {
            for (String variable : OPTION_VARIABLES) {
                String options = pair.text(variable);
                if (options != null && options.contains("-D" + property + "=")) {
                    return variable;
                }
            }
        }
        return null;
    }

    private void commandLine(Sources.Pair pair) {
        each(pair, Door.COMMAND_LINE);
        String rest = pair.text(ARGUMENTS_WITHOUT_NAME);
        if (rest != null) {
            inspect("", rest)
                    .ifPresent((finding) ->
                            this.findings.add(Door.ARGUMENT, PropertyNames.ARGUMENT, finding.reason(), List.of()));
        }
    }

    private void file(Sources.Pair pair) {
        for (String name : pair.names()) {
            String value = pair.text(name);
            if (value != null) {
                overriddenByVariable(name);
                if (value.contains("${")) {
                    placeholders(pair, name, value);
                }
            }
        }
    }

    /** A file names the property, so that it is known which one a variable without any underscore in it means. */
    private void overriddenByVariable(String name) {
        if (!ConfigurationPropertyName.isValid(name)) {
            return;
        }
        ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
        for (Sources.Pair pair : this.sources.of(Door.ENVIRONMENT)) {
            Sources.Found found = Sources.find(pair, property);
            if (found != null && (this.findings.has(Door.ENVIRONMENT, found.name()) || isSecret(name, found.text()))) {
                this.findings.add(Door.ENVIRONMENT, found.name(), "sets '" + name + "'", List.of(name));
            }
        }
    }

    private boolean isSecret(String name, String value) {
        return inspect(name, value).isPresent();
    }

    private void placeholders(Sources.Pair pair, String name, String value) {
        Origin origin = OriginLookup.getOrigin(pair.plain(), name);
        String reason = "is put into '" + name + "'" + ((origin != null) ? " (" + origin + ")" : "");
        boolean secretByName = isSecret(name, ANY_VALUE);
        if (!secretByName && (isSecret(name, value) || !isSecret(name, resolved(value)))) {
            return;
        }
        for (Placeholder placeholder : Placeholder.in(value)) {
            if (secretByName || bringsTheSecret(name, value, placeholder)) {
                follow(secretByName ? name : "", placeholder, reason, new HashSet<>(), 0);
            }
        }
    }

    /** With all the other placeholders resolved, and this one not, the value is no secret. */
    private boolean bringsTheSecret(String name, String value, Placeholder placeholder) {
        String without = resolved(value.substring(0, placeholder.start())) + "${x}"
                + resolved(value.substring(placeholder.end()));
        return !isSecret(name, without);
    }

    /**
     * Goes from a placeholder to the door that its value comes through, if it comes through one.
     *
     * @param property the property that is secret by its name, for which switches and paths are no secret, or the empty text
     */
    private void follow(String property, Placeholder placeholder, String reason, Set<String> seen, int depth) {
        String name = resolved(placeholder.name());
        if (depth > MAX_PLACEHOLDER_DEPTH || !seen.add(name)) {
            return;
        }
        Sources.Found found = this.sources.find(name);
        String next = (found != null) ? found.text() : placeholder.otherwise();
        Door door = (found != null) ? Door.of(found.source().plain()) : null;
        if (found != null && door != null) {
            if (property.isEmpty() || isSecret(property, found.text())) {
                // The file keeps its placeholder, so that a mounted file of the placeholder's name is all that is
                // needed.
                this.findings.add(door, found.name(), reason, List.of(name));
            }
        } else if (next != null) {
            Placeholder.in(next).forEach((inner) -> follow(property, inner, reason, seen, depth + 1));
        }
    }

    /** A circle of placeholders is left as it is: it fails where the value is needed. */
    private String resolved(String value) {
        try {
            return this.environment.resolvePlaceholders(value);
        } catch (IllegalArgumentException ex) {
            return value;
        }
    }
}
