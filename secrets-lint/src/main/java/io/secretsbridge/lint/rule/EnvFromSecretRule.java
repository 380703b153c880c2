package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code envFrom.secretRef}. */
final class EnvFromSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-from-secret", Severity.ERROR, "a whole Secret becomes variables")
            .because(
                    "The environment of a process is inherited by every process it starts, readable in /proc, and "
                            + "copied into crash dumps, flight recordings, error reports and the pages of support tools. It "
                            + "never changes while the process runs, so the secret cannot be rotated. Keys that are added "
                            + "to the Secret later become variables too, without anybody looking at the manifest.",
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
                            envFrom:
                            - secretRef:
                                name: db
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
        for (Cursor each : Variables.imports(manifest)) {
            Cursor reference = each.get("secretRef");
            if (reference.exists()) {
                report.add(
                        INFO,
                        reference,
                        "all keys of the Secret '" + reference.get("name").text() + "' become variables");
            }
        }
    }
}
