package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code environment:} of Docker Compose, also by interpolation. */
final class ComposeEnvironmentRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "compose-environment-secret",
                    Severity.ERROR,
                    "a service of Compose has a secret in its environment")
            .because(
                    Examples.LEAK + " `docker inspect` prints it to everybody in the group docker.",
                    "Use the secrets of Compose: they are files below /run/secrets, which "
                            + "spring.config.import=mounted:/run/secrets/ reads. Many images take `NAME_FILE` with a path "
                            + "in place of `NAME`.")
            .examples("""
                    services:
                      shop:
                        image: registry.example.com/shop:1.0
                        environment:
                          DB_PASSWORD: ${DB_PASSWORD}
                    """, """
                    services:
                      shop:
                        image: registry.example.com/shop:1.0
                        environment:
                          DB_PASSWORD_FILE: /run/secrets/db-password
                        secrets:
                        - db-password
                    secrets:
                      db-password:
                        file: ./db-password.txt
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!manifest.isCompose()) {
            return;
        }
        for (Variables.Literal variable : Variables.literals(manifest)) {
            boolean interpolated = variable.value().startsWith("$")
                    && Facts.name(variable.name()).isPresent();
            boolean literal = Facts.secret(variable.name(), variable.value()).isPresent();
            if (interpolated || literal) {
                report.add(
                        INFO,
                        variable.place(),
                        "the variable '" + variable.name() + "' brings a secret into the environment");
            }
        }
        for (Cursor service : manifest.root().get("services").entries()) {
            Cursor environment = service.get("environment");
            for (Cursor item : environment.items()) {
                if (item.text().indexOf('=') < 0 && Facts.name(item.text()).isPresent()) {
                    report.add(
                            INFO,
                            item,
                            "the variable '" + item.text() + "' passes a secret on from the environment of Compose");
                }
            }
            for (Cursor entry : environment.entries()) {
                if (!entry.exists() && Facts.name(entry.name()).isPresent()) {
                    report.add(
                            INFO,
                            entry,
                            "the variable '" + entry.name() + "' passes a secret on from the environment of Compose");
                }
            }
        }
    }
}
