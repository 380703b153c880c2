package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** References to ConfigMaps that hold a secret, or under a name that says so. */
final class EnvConfigMapSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-config-map-secret", Severity.ERROR, "a variable takes a secret from a ConfigMap")
            .because(
                    "A ConfigMap is readable for everybody who may look into the namespace, is not encrypted at "
                            + "rest by the usual configuration, and lies in clear text in the repository. As a variable the "
                            + "secret leaks once more.",
                    "Move the key into a Secret and mount it; a projected volume brings ConfigMap and Secret into "
                            + "one directory.")
            .examples(Examples.container("""
                    env:
                    - name: DB_PASSWORD
                      valueFrom:
                        configMapKeyRef:
                          name: shop
                          key: db-password
                    """), Examples.container("""
                    env:
                    - name: DB_HOST
                      valueFrom:
                        configMapKeyRef:
                          name: shop
                          key: db-host
                    """))
            .like("Kubescape C-0012");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor variable : Variables.references(manifest)) {
            Cursor reference = variable.get("valueFrom", "configMapKeyRef");
            String name = variable.get("name").text();
            String key = reference.get("key").text();
            boolean secret = Facts.name(name).isPresent()
                    || Facts.name(key).isPresent()
                    || report.world().isSecretConfig(reference.get("name").text(), key);
            if (reference.exists() && secret) {
                report.add(INFO, reference, "the variable '" + name + "' takes a secret from a ConfigMap");
            }
        }
        for (Cursor each : Variables.imports(manifest)) {
            Cursor reference = each.get("configMapRef");
            String name = reference.get("name").text();
            if (reference.exists() && report.world().isSecretConfig(name)) {
                report.add(INFO, reference, "the ConfigMap '" + name + "', which holds a secret, becomes variables");
            }
        }
    }
}
