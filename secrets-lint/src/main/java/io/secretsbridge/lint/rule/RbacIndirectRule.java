package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;
import java.util.Set;

/** Rights over pods, tokens and nodes. */
final class RbacIndirectRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "rbac-indirect", Severity.WARNING, "a role reads Secrets by a detour")
            .because(
                    "Who may create pods mounts any Secret of the namespace into one of their own. Who may run "
                            + "commands in pods or reach nodes reads what is mounted there. Who may create tokens becomes "
                            + "the service account.",
                    "Give these rights to pipelines and operators only, in namespaces of their own.")
            .examples("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata:
                      name: shop
                    rules:
                    - apiGroups: [""]
                      resources: [pods/exec]
                      verbs: [create]
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
                    "kube-linter access-to-create-pods",
                    "Trivy KSV-0047, KSV-0048, KSV-0053",
                    "CIS Kubernetes Benchmark 1.12: 5.1.4");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (RbacGrants grants : RbacGrants.of(manifest)) {
            boolean create = grants.allowsVerb(Set.of("create"))
                    && (grants.coversResource("", PODS)
                            || grants.coversResource("apps", WORKLOADS)
                            || grants.coversResource("batch", JOBS));
            boolean change = grants.allowsVerb(Set.of("update", "patch"))
                    && grants.coversResource("", Set.of("pods/ephemeralcontainers"));
            boolean nodes = grants.coversResource("", Set.of("nodes/proxy"));
            if (create || change || nodes) {
                report.add(INFO, grants.place(), "the role '" + manifest.name() + "' reads Secrets by a detour");
            }
        }
    }

    private static final Set<String> PODS = Set.of(
            "pods", "pods/exec", "pods/attach", "serviceaccounts/token", "replicationcontrollers", "podtemplates");

    private static final Set<String> WORKLOADS = Set.of("deployments", "statefulsets", "daemonsets", "replicasets");

    private static final Set<String> JOBS = Set.of("jobs", "cronjobs");
}
