package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code valueFrom.secretKeyRef}, in whatever carries variables. */
final class EnvSecretKeyRefRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-secret-key-ref", Severity.ERROR, "a variable takes its value from a Secret")
            .because(
                    Examples.LEAK,
                    "Mount the Secret as files and let the application read them: "
                            + "spring.config.import=mounted:/etc/secrets/.")
            .examples(Examples.container("""
                    env:
                    - name: SPRING_DATASOURCE_PASSWORD
                      valueFrom:
                        secretKeyRef:
                          name: db
                          key: password
                    """), Examples.MOUNTED)
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
