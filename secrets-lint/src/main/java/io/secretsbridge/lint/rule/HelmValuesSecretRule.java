package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.Locale;

/** Secrets in files of Helm values. */
final class HelmValuesSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "helm-values-secret", Severity.ERROR, "the values of a chart hold a secret in clear text")
            .because(
                    "Values lie in the repository in clear text, and Helm keeps them in the cluster with each "
                            + "release.",
                    "Name an existing Secret in the values in place of its content; most charts have "
                            + "`existingSecret`. Or seal the file with `secrets encrypt` and pass it through `secrets "
                            + "exec-file`.")
            .examples("""
                    db:
                      host: db.example.com
                      password: tr0ub4dor-and-3
                    """, """
                    db:
                      host: db.example.com
                      existingSecret: shop-db
                    """)
            .in("values.yaml");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!manifest.isHelmValues()) {
            return;
        }
        manifest.root().walk((place) -> {
            if (place.isScalar() && !place.name().isEmpty() && !isReference(place.name()) && !isVariable(place)) {
                Facts.secret(place.name(), place.text())
                        .ifPresent((secret) ->
                                report.add(INFO, place, "the value '" + place.name() + "' " + Facts.reason(secret)));
            }
        });
    }

    /** Names under which charts expect the name of a Secret or of a key in it. */
    private static boolean isReference(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("existing") || (lower.endsWith("secretkey") && !lower.equals("secretkey"));
    }

    /** What is a variable already is another rule's. */
    private static boolean isVariable(Cursor place) {
        return place.path().matches("(.*\\.)?(env|envs|envVars|environment|(extra|additional)Env[A-Za-z]*)([.\\[].*)");
    }
}
