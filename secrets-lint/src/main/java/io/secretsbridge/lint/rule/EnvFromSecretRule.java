package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code envFrom.secretRef}. */
final class EnvFromSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-from-secret", Severity.ERROR, "a whole Secret becomes variables")
            .because(
                    Examples.LEAK
                            + " Keys that are added to the Secret later become variables too, without anybody looking at the manifest.",
                    "Mount the Secret as files and let the application read them: "
                            + "spring.config.import=mounted:/etc/secrets/.")
            .examples(Examples.container("""
                    envFrom:
                    - secretRef:
                        name: db
                    """), Examples.MOUNTED)
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
