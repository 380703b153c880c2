package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;

/** The annotation in which {@code kubectl apply} keeps the last manifest. */
final class LastAppliedSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "last-applied-secret", Severity.ERROR, "an annotation of kubectl holds a secret")
            .because(
                    "kubectl apply keeps the whole manifest in an annotation. The Secret's values stand there "
                            + "too, and remain readable where the data itself is masked or was replaced.",
                    "Leave the annotation out of what you keep: `kubectl get secret NAME -o yaml` prints it. Use "
                            + "`kubectl apply --server-side`, which writes none.")
            .examples("""
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: db
                      annotations:
                        kubectl.kubernetes.io/last-applied-configuration: |
                          {"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"stringData":{"password":"tr0ub4dor-and-3"}}
                    """, """
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: db
                      annotations:
                        owner: shop
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        Cursor annotation = manifest.root().get("metadata", "annotations", NAME);
        boolean secret = annotation.isScalar()
                && !annotation.isTemplate()
                && (isSecretWithData(annotation.text())
                        || Facts.text(annotation.text()).isPresent());
        if (secret) {
            report.add(INFO, annotation, "the annotation '" + NAME + "' holds a secret");
        }
    }

    private static final String NAME = "kubectl.kubernetes.io/last-applied-configuration";

    private static boolean isSecretWithData(String text) {
        return text.contains("\"kind\":\"Secret\"")
                && (text.contains("\"data\":{\"") || text.contains("\"stringData\":{\""));
    }
}
