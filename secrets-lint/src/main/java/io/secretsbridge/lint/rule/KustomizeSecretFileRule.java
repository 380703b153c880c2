package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;

/** Files of {@code secretGenerator}. */
final class KustomizeSecretFileRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "kustomize-secret-file", Severity.WARNING, "a kustomization makes a Secret of files in clear text")
            .because(
                    "kustomize reads these files as they are, so they must lie beside the kustomization in clear "
                            + "text when it runs: in the repository, or in a working copy from which one `git add .` brings "
                            + "them there.",
                    "Seal the Secret with `secrets encrypt` and name the sealed file under resources, or under "
                            + "generators with KSOPS.")
            .examples("""
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    secretGenerator:
                    - name: db
                      envs:
                      - db.env
                    """, """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    generators:
                    - db-generator.yaml
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
            for (String list : List.of("files", "envs", "env")) {
                Cursor files = generator.get(list);
                for (Cursor file : files.isScalar() ? List.of(files) : files.items()) {
                    report.add(INFO, file, "a secretGenerator reads a file in clear text");
                }
            }
        }
    }
}
