package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;
import java.util.Set;

/** The verbs escalate, bind and impersonate. */
final class RbacEscalateRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "rbac-escalate", Severity.ERROR, "a role can give itself more rights")
            .because(
                    "With escalate or bind on roles, or impersonate on users, groups or service accounts, whoever "
                            + "has the role takes any other, and with it every Secret.",
                    "Leave these verbs to the administrators of the cluster.")
            .examples("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [rbac.authorization.k8s.io]
                      resources: [clusterroles]
                      verbs: [bind]
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
                    "Checkov CKV_K8S_157, CKV_K8S_158",
                    "Trivy KSV-0043, KSV-0050",
                    "CIS Kubernetes Benchmark 1.12: 5.1.8");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (RbacGrants grants : RbacGrants.of(manifest)) {
            boolean roles = grants.coversResource("rbac.authorization.k8s.io", Set.of("roles", "clusterroles"))
                    && grants.allowsVerb(Set.of("escalate", "bind"));
            boolean others = grants.coversResource("", Set.of("users", "groups", "serviceaccounts"))
                    && grants.allowsVerb(Set.of("impersonate"));
            if (roles || others) {
                report.add(INFO, grants.place(), "the role '" + manifest.name() + "' can give itself more rights");
            }
        }
    }
}
