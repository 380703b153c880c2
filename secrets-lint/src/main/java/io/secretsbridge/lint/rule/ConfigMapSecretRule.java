package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Secrets in the data of a ConfigMap. */
final class ConfigMapSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("config-map-secret", Severity.ERROR, "a ConfigMap holds a secret")
            .because(
                    "A ConfigMap is readable for everybody who may look into the namespace, is not encrypted at "
                            + "rest by the usual configuration, and lies in clear text in the repository.",
                    "Move the key into a Secret and mount it, or seal the file inside with `secrets encrypt` and "
                            + "read it with spring.config.import=sops:. Replace the value at its issuer.")
            .examples("""
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: shop
                    data:
                      db-password: tr0ub4dor-and-3
                    """, """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: shop
                    data:
                      db-host: db.example.com
                    """)
            .like("Trivy KSV-0109", "Polaris sensitiveConfigmapContent", "Kubescape C-0012");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor entry : secrets(manifest)) {
            report.add(INFO, entry, "the key '" + entry.name() + "' of a ConfigMap holds a secret");
        }
    }

    /** Returns the entries that hold one. */
    static List<Cursor> secrets(Manifest manifest) {
        if (!manifest.isCore("ConfigMap")) {
            return List.of();
        }
        List<Cursor> secrets = new ArrayList<>();
        for (Cursor entry : manifest.root().get("data").entries()) {
            if (entry.isScalar() && isSecret(entry)) {
                secrets.add(entry);
            }
        }
        for (Cursor entry : manifest.root().get("binaryData").entries()) {
            if (Facts.text(Facts.decoded(entry.text())).isPresent()) {
                secrets.add(entry);
            }
        }
        return secrets;
    }

    /** A key that is the name of a file says what the file is about, and not that all of it is a secret. */
    private static boolean isSecret(Cursor entry) {
        boolean file = entry.name().indexOf('.') > 0 && entry.name().matches(".*\\.[a-z]{2,10}");
        return !entry.isTemplate()
                && (file ? Facts.text(entry.text()) : Facts.secret(entry.name(), entry.text())).isPresent();
    }
}
