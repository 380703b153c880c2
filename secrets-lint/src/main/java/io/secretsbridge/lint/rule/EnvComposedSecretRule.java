package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Container;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code $(VAR)} in the value of another variable. */
final class EnvComposedSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-composed-secret", Severity.ERROR, "a variable is put together with a secret")
            .because(
                    "`$(VAR)` copies the secret into a second variable, usually an address that programs log when they connect. "
                            + Examples.LEAK,
                    "Let the application read user, password and host from separate files and put the address "
                            + "together itself.")
            .examples(Examples.container("""
                    env:
                    - name: DB_PASSWORD
                      valueFrom:
                        secretKeyRef:
                          name: db
                          key: password
                    - name: DATABASE_URL
                      value: postgres://shop:$(DB_PASSWORD)@db/shop
                    """), Examples.container("""
                    env:
                    - name: DB_HOST
                      value: db
                    - name: DATABASE_URL
                      value: postgres://$(DB_HOST)/shop
                    """));

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Container container : Container.of(manifest)) {
            Expansions secrets = Expansions.of(container);
            for (Cursor variable : container.variables()) {
                Cursor value = variable.get("value");
                secrets.firstIn(value.text())
                        .ifPresent((secret) -> report.add(
                                INFO,
                                value,
                                "the variable '" + variable.get("name").text() + "' is put together with '" + secret
                                        + "', which is a secret"));
            }
        }
    }
}
