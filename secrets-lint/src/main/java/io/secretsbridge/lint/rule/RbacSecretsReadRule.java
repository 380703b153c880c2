package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;
import java.util.Set;

/** Roles that get, list or watch Secrets. */
final class RbacSecretsReadRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("rbac-secrets-read", Severity.ERROR, "a role reads every Secret")
            .because(
                    "Whoever has the role reads all Secrets of the namespace, or of the cluster. list and watch "
                            + "return their contents too.",
                    "Let workloads mount the Secrets that they need; that takes no role. Where one is needed: "
                            + "verbs: [get] with resourceNames.")
            .examples("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [""]
                      resources: [secrets]
                      verbs: [get, list]
                    """, """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [""]
                      resources: [secrets]
                      resourceNames: [shop-db]
                      verbs: [get]
                    """)
            .like(
                    "kube-linter access-to-secrets",
                    "Checkov CKV2_K8S_5",
                    "Trivy KSV-0041, KSV-0113",
                    "Kyverno restrict-secret-role-verbs",
                    "CIS Kubernetes Benchmark 1.12: 5.1.2");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (RbacGrants grants : RbacGrants.of(manifest)) {
            boolean one = grants.isLimitedToNames() && !grants.allowsVerb(Set.of("list", "watch"));
            if (grants.coversResource("", Set.of("secrets"))
                    && grants.allowsVerb(Set.of("get", "list", "watch"))
                    && !one) {
                report.add(INFO, grants.place(), "the role '" + manifest.name() + "' reads every Secret");
            }
        }
    }
}
