package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code valueFrom.secretKeyRef}, in whatever carries variables. */
final class EnvSecretKeyRefRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-secret-key-ref", Severity.ERROR, "a variable takes its value from a Secret")
            .because(
                    "The environment of a process is inherited by every process it starts, readable in /proc, and "
                            + "copied into crash dumps, flight recordings, error reports and the pages of support tools. It "
                            + "never changes while the process runs, so the secret cannot be rotated.",
                    "Mount the Secret as files and let the application read them: "
                            + "spring.config.import=mounted:/etc/secrets/.")
            .examples("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            env:
                            - name: SPRING_DATASOURCE_PASSWORD
                              valueFrom:
                                secretKeyRef:
                                  name: db
                                  key: password
                    """, """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          volumes:
                          - name: db
                            secret:
                              secretName: db
                              defaultMode: 0440
                              items:
                              - key: password
                                path: spring.datasource.password
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            env:
                            - name: SPRING_CONFIG_IMPORT
                              value: mounted:/etc/secrets/db/
                            volumeMounts:
                            - name: db
                              mountPath: /etc/secrets/db
                              readOnly: true
                    """)
            .like(
                    "kube-linter read-secret-from-env-var",
                    "Checkov CKV_K8S_35",
                    "Kyverno secrets-not-from-env-vars",
                    "kubesec SecretsAsEnvironmentVariables",
                    "Gatekeeper K8sNoEnvVarSecrets",
                    "KICS 3d658f8b",
                    "CIS Kubernetes Benchmark 1.12: 5.4.1");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor variable : Variables.references(manifest)) {
            Cursor reference = variable.get("valueFrom", "secretKeyRef");
            if (reference.exists()) {
                report.add(
                        INFO,
                        reference,
                        "the variable '" + variable.get("name").text() + "' takes its value from the Secret '"
                                + reference.get("name").text() + "'");
            }
        }
    }
}
