package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code resources.limits.cpu}. */
final class CpuLimitRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("cpu-limit", Severity.INFO, "a container has no limit for cpu")
            .because("Without a limit one container slows down the others on its node.", "Set resources.limits.cpu.")
            .examples(Examples.PLAIN, Examples.container("""
                    resources:
                      limits:
                        cpu: "1"
                        memory: 512Mi
                    """))
            .like(
                    "kube-linter unset-cpu-requirements",
                    "Checkov CKV_K8S_11",
                    "Trivy KSV-0011",
                    "Polaris cpuLimitsMissing");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!context.container().place().get("resources", "limits", "cpu").exists()) {
                context.report(report, INFO, "has no limit for cpu");
            }
        }
    }
}
