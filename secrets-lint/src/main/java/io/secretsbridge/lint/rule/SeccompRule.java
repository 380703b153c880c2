package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;
import java.util.Set;

/** {@code seccompProfile}. */
final class SeccompRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "seccomp", Severity.WARNING, "a container may use every system call")
            .because(
                    "The profile of the runtime refuses the system calls that flaws in the kernel are reached by.",
                    "Set seccompProfile: {type: RuntimeDefault} in the pod's securityContext.")
            .examples(Examples.PLAIN, Examples.container("""
                    securityContext:
                      seccompProfile:
                        type: RuntimeDefault
                    """))
            .like(
                    "Checkov CKV_K8S_31",
                    "Trivy KSV-0030",
                    "Polaris linuxHardening",
                    "kubesec SeccompAny",
                    "CIS Kubernetes Benchmark 1.12: 5.6.2");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!Set.of("RuntimeDefault", "Localhost")
                    .contains(context.get("seccompProfile", "type").text())) {
                context.report(report, INFO, "may use every system call");
            }
        }
    }
}
