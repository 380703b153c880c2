package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;

/** Secrets of the type {@code kubernetes.io/service-account-token}. */
final class ServiceAccountTokenSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "sa-token-secret", Severity.ERROR, "a Secret holds a token that never expires")
            .because(
                    "The token in such a Secret is valid until somebody deletes it, wherever it was copied to.",
                    "Leave it out: pods get tokens that expire. Elsewhere: `kubectl create token ACCOUNT`.")
            .examples("""
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: shop-token
                      annotations:
                        kubernetes.io/service-account.name: shop
                    type: kubernetes.io/service-account-token
                    """, """
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: shop
                    """)
            .like("Kyverno deny-secret-service-account-token-type");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        Cursor type = manifest.root().get("type");
        if (manifest.isCore("Secret") && type.text().equals("kubernetes.io/service-account-token")) {
            report.add(INFO, type, "the Secret '" + manifest.name() + "' holds a token that never expires");
        }
    }
}
