package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code env_file:} of Docker Compose. */
final class ComposeEnvFileRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "compose-env-file", Severity.WARNING, "a service of Compose takes its environment from a file")
            .because(
                    "Every line of the file becomes a variable, the secrets among them, and the file lies in "
                            + "clear text beside the others. What is in it is not seen here.",
                    "Keep settings that are no secrets in `environment:` and secrets in the `secrets:` of "
                            + "Compose.")
            .examples("""
                    services:
                      shop:
                        image: registry.example.com/shop:1.0
                        env_file: .env
                    """, """
                    services:
                      shop:
                        image: registry.example.com/shop:1.0
                        environment:
                          LOG_LEVEL: info
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
        for (Cursor service : manifest.root().get("services").entries()) {
            if (service.get("env_file").exists()) {
                report.add(
                        INFO,
                        service.get("env_file"),
                        "the service '" + service.name() + "' takes all variables of a file");
            }
        }
    }
}
