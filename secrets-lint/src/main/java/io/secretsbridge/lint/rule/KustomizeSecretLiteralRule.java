package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;

/** Literals of {@code secretGenerator}, and secret ones of {@code configMapGenerator}. */
final class KustomizeSecretLiteralRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "kustomize-secret-literal", Severity.ERROR, "a kustomization holds a secret in clear text")
            .because(
                    "The literals of a generator lie in the repository in clear text, and everybody who reads its "
                            + "history has them.",
                    "Seal the Secret with `secrets encrypt` and name the sealed file under resources, or under "
                            + "generators with KSOPS.")
            .examples("""
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    secretGenerator:
                    - name: db
                      literals:
                      - password=tr0ub4dor-and-3
                    """, """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    resources:
                    - db.sops.yaml
                    configMapGenerator:
                    - name: shop
                      literals:
                      - db-host=db.example.com
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!manifest.isKustomization()) {
            return;
        }
        for (Cursor generator : manifest.root().get("secretGenerator").items()) {
            for (Cursor literal : generator.get("literals").items()) {
                if (Facts.isClear(value(literal))) {
                    report.add(
                            INFO,
                            literal,
                            "the literal '" + name(literal) + "' of a secretGenerator stands in clear text");
                }
            }
        }
        for (Cursor generator : manifest.root().get("configMapGenerator").items()) {
            for (Cursor literal : generator.get("literals").items()) {
                Facts.secret(name(literal), value(literal))
                        .ifPresent((secret) -> report.add(
                                INFO,
                                literal,
                                "the literal '" + name(literal) + "' of a configMapGenerator " + Facts.reason(secret)));
            }
        }
    }

    private static String name(Cursor literal) {
        int sign = literal.text().indexOf('=');
        return (sign < 0) ? "?" : literal.text().substring(0, sign);
    }

    private static String value(Cursor literal) {
        return literal.text().substring(literal.text().indexOf('=') + 1);
    }
}
