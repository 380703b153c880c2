package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** Annotations of the Vault agent whose templates write a shell script. */
final class VaultAgentExportRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "vault-agent-export", Severity.WARNING, "a template of the Vault agent exports variables")
            .because(
                    "The file is made to be sourced by a shell, so that its secrets become variables. " + Examples.LEAK,
                    "Let the template write a properties file and read it with spring.config.import, or one file "
                            + "per secret and read the directory with mounted:.")
            .examples("""
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: shop
                      annotations:
                        vault.hashicorp.com/agent-inject-template-db: |
                          {{ with secret "secret/data/db" }}export DB_PASSWORD="{{ .Data.data.password }}"{{ end }}
                    """, """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: shop
                      annotations:
                        vault.hashicorp.com/agent-inject-template-db.properties: |
                          {{ with secret "secret/data/db" }}spring.datasource.password={{ .Data.data.password }}{{ end }}
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        manifest.root().walk((place) -> {
            if (place.name().startsWith("vault.hashicorp.com/agent-inject-template-")
                    && place.text().contains("export ")) {
                report.add(INFO, place, "a template of the Vault agent exports variables");
            }
        });
    }
}
