package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;

/** The token of the service account, which every pod gets. */
final class ServiceAccountTokenRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "sa-token", Severity.WARNING, "a pod has a token of the API that it may not need")
            .because(
                    "The token lies in every container and opens the API server with the rights of the service "
                            + "account, to whoever gets into the pod.",
                    "Set automountServiceAccountToken: false in the pod. Applications that ask the API, such as "
                            + "those with spring-cloud-kubernetes, get a service account of their own and a RoleBinding.")
            .examples(Examples.PLAIN, Examples.pod("""
                    automountServiceAccountToken: false
                    """))
            .like(
                    "Checkov CKV_K8S_38",
                    "Trivy KSV-0036",
                    "Polaris automountServiceAccountToken",
                    "CIS Kubernetes Benchmark 1.12: 5.1.6");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            Cursor mount = pod.spec().get("automountServiceAccountToken");
            Cursor account = pod.spec().get("serviceAccountName");
            String name = account.isScalar() ? account.text() : "default";
            boolean off = mount.isFalse() || (!mount.isTrue() && report.world().hasNoToken(name));
            if (pod.isWhole() && !off && !report.world().isBound(name)) {
                report.add(INFO, mount.exists() ? mount : pod.spec(), "the pod gets a token of the API server");
            }
        }
    }
}
