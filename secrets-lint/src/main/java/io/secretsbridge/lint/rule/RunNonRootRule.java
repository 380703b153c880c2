package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code runAsNonRoot}. */
final class RunNonRootRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("run-non-root", Severity.WARNING, "a container may run as root")
            .because(
                    "Root in the container reads every mounted Secret whatever its mode, and is root on the node "
                            + "after a flaw of the runtime.",
                    "Set runAsNonRoot: true and a runAsUser other than 0 in the pod's securityContext.")
            .examples(Examples.PLAIN, Examples.container("""
                    securityContext:
                      runAsNonRoot: true
                      runAsUser: 10001
                    """))
            .like(
                    "kube-linter run-as-non-root",
                    "Checkov CKV_K8S_23",
                    "Trivy KSV-0012",
                    "Polaris runAsRootAllowed",
                    "kubesec RunAsNonRoot",
                    "CIS Kubernetes Benchmark 1.12: 5.2.7");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!context.get("runAsNonRoot").isTrue()
                    || context.get("runAsUser").isNumber(0)) {
                context.report(report, INFO, "may run as root");
            }
        }
    }
}
