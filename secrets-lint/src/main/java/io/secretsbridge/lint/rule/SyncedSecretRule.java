package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;

/** What operators sync into a Secret that becomes variables. */
final class SyncedSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "synced-secret-in-env",
                    Severity.WARNING,
                    "a secret is fetched from a vault and then put into variables")
            .because(
                    "The vault's control over who reads the secret, for how long and in which version ends where "
                            + "it becomes a variable.",
                    "Mount what the driver or operator brings as files.")
            .examples("""
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata:
                      name: db
                    spec:
                      target:
                        name: db
                    ---
                    """ + Examples.container("""
                    envFrom:
                    - secretRef:
                        name: db
                    """), """
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata:
                      name: db
                    spec:
                      target:
                        name: db
                    ---
                    """ + Examples.MOUNTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor name : targets(manifest)) {
            if (report.world().isInEnvironment(name.text())) {
                report.add(INFO, name, "the Secret '" + name.text() + "' that is synced here becomes variables");
            }
        }
    }

    private static List<Cursor> targets(Manifest manifest) {
        List<Cursor> targets = new ArrayList<>();
        Cursor spec = manifest.root().get("spec");
        if (manifest.kind().equals("ExternalSecret")) {
            Cursor target = spec.get("target", "name");
            targets.add(target.isScalar() ? target : manifest.root().get("metadata", "name"));
        }
        if (manifest.kind().equals("SecretProviderClass")) {
            spec.get("secretObjects").items().forEach((item) -> targets.add(item.get("secretName")));
        }
        return targets;
    }
}
