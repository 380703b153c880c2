package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Container;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code $(VAR)} that Kubernetes puts the value of a variable of the container in for, and which of them are secrets. */
final class Expansions {

    private static final Pattern EXPANSION = Pattern.compile("\\$\\(([^()\\s]{1,256})\\)");

    private final Set<String> secrets;

    private Expansions(Set<String> secrets) {
        this.secrets = secrets;
    }

    static Expansions of(Container container) {
        Set<String> secrets = new HashSet<>();
        for (Cursor variable : container.variables()) {
            String name = variable.get("name").text();
            boolean secret = variable.get("valueFrom", "secretKeyRef").exists()
                    || Facts.secret(name, variable.get("value").text()).isPresent();
            if (secret) {
                secrets.add(name);
            }
        }
        return new Expansions(secrets);
    }

    /** Returns the first variable in a text that is a secret, or that says so by its name. */
    Optional<String> firstIn(String text) {
        Matcher matcher = EXPANSION.matcher(text);
        while (matcher.find()) {
            boolean escaped = matcher.start() > 0 && text.charAt(matcher.start() - 1) == '$';
            String name = matcher.group(1);
            if (!escaped && (this.secrets.contains(name) || Facts.name(name).isPresent())) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
