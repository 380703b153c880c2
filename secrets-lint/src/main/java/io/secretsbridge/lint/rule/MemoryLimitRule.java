package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code resources.limits.memory}. */
final class MemoryLimitRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "memory-limit", Severity.WARNING, "a container has no limit for memory")
            .because(
                    "Without a limit one container takes the memory of its node, and the kernel ends others: "
                            + "among them those that hold keys only in memory.",
                    "Set resources.limits.memory.")
            .examples(Examples.PLAIN, Examples.container("""
                    resources:
                      limits:
                        cpu: "1"
                        memory: 512Mi
                    """))
            .like(
                    "kube-linter unset-memory-requirements",
                    "Checkov CKV_K8S_13",
                    "Trivy KSV-0018",
                    "Polaris memoryLimitsMissing");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!context.container()
                    .place()
                    .get("resources", "limits", "memory")
                    .exists()) {
                context.report(report, INFO, "has no limit for memory");
            }
        }
    }
}
