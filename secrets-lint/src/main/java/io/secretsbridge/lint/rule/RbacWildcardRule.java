package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;

/** {@code *} in roles. */
final class RbacWildcardRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "rbac-wildcard", Severity.WARNING, "a role allows everything of a kind")
            .because(
                    "A `*` allows what is added later too: new verbs, new resources, Secrets among them.",
                    "Name the API groups, resources and verbs.")
            .examples("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [apps]
                      resources: ["*"]
                      verbs: [get]
                    """, """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [""]
                      resources: [configmaps]
                      verbs: [get, list, watch]
                    """)
            .like(
                    "kube-linter wildcard-in-rules",
                    "Checkov CKV_K8S_49",
                    "Trivy KSV-0044, KSV-0045, KSV-0046",
                    "CIS Kubernetes Benchmark 1.12: 5.1.3");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (RbacGrants grants : RbacGrants.of(manifest)) {
            for (String list : List.of("apiGroups", "resources", "verbs")) {
                for (Cursor item : grants.place().get(list).items()) {
                    if (item.text().equals("*")) {
                        report.add(INFO, item, "the role '" + manifest.name() + "' has '*' in " + list);
                    }
                }
            }
        }
    }
}
