package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code allowPrivilegeEscalation}. */
final class PrivilegeEscalationRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "no-priv-esc", Severity.WARNING, "a process can get more rights than its container")
            .because(
                    "A program with the setuid bit becomes root and reads every mounted Secret.",
                    "Set allowPrivilegeEscalation: false. Unset means true.")
            .examples(Examples.PLAIN, Examples.container("""
                    securityContext:
                      allowPrivilegeEscalation: false
                    """))
            .like("Checkov CKV_K8S_20", "Trivy KSV-0001", "CIS Kubernetes Benchmark 1.12: 5.2.6");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!context.own("allowPrivilegeEscalation").isFalse()) {
                context.report(report, INFO, "allows its processes to get more rights");
            }
        }
    }
}
