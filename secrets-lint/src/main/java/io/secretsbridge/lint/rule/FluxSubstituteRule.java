package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code postBuild.substituteFrom} with a Secret. */
final class FluxSubstituteRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "flux-substitute-secret", Severity.WARNING, "Flux puts a Secret into manifests")
            .because(
                    "The values are put into manifests as text. They end up in clear text wherever the manifest "
                            + "has a variable: in ConfigMaps, in the environment, in the objects that everybody may read.",
                    "Use substituteFrom for ConfigMaps only, and let workloads mount the Secret.")
            .examples("""
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata:
                      name: shop
                    spec:
                      postBuild:
                        substituteFrom:
                        - kind: Secret
                          name: db
                    """, """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata:
                      name: shop
                    spec:
                      postBuild:
                        substituteFrom:
                        - kind: ConfigMap
                          name: cluster
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor each :
                manifest.root().get("spec", "postBuild", "substituteFrom").items()) {
            if (each.get("kind").text().equals("Secret")) {
                report.add(INFO, each, "the Secret '" + each.get("name").text() + "' is put into manifests as text");
            }
        }
    }
}
