package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.Set;

/** Bindings to anonymous, to all that are signed in, or to the masters. */
final class RbacAnonymousRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("rbac-anonymous", Severity.ERROR, "a role is given to everybody")
            .because(
                    "Everybody who reaches the API server has the role, or everybody with any account; "
                            + "system:masters cannot be taken any right.",
                    "Bind roles to the accounts that need them.")
            .examples("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata:
                      name: shop
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: ClusterRole
                      name: view
                    subjects:
                    - apiGroup: rbac.authorization.k8s.io
                      kind: Group
                      name: system:authenticated
                    """, """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: shop
                    roleRef:
                      apiGroup: rbac.authorization.k8s.io
                      kind: Role
                      name: shop
                    subjects:
                    - kind: ServiceAccount
                      name: shop
                    """)
            .like("Trivy KSV-0122, KSV-01011, KSV-0123", "CIS Kubernetes Benchmark 1.12: 5.1.7");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!manifest.kind().endsWith("RoleBinding")) {
            return;
        }
        for (Cursor subject : manifest.root().get("subjects").items()) {
            Cursor name = subject.get("name");
            if (EVERYBODY.contains(name.text())) {
                report.add(INFO, name, "a role is given to '" + name.text() + "'");
            }
        }
    }

    private static final Set<String> EVERYBODY =
            Set.of("system:anonymous", "system:unauthenticated", "system:authenticated", "system:masters");
}
