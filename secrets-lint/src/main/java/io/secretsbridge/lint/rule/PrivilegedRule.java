package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code privileged: true}. */
final class PrivilegedRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "privileged", Severity.ERROR, "a container is as mighty as its node")
            .because(
                    "A privileged container reads the disks and the memory of the node, and so the Secrets of "
                            + "every pod on it.",
                    "Leave privileged out and name the capability that is needed.")
            .examples(Examples.container("""
                    securityContext:
                      privileged: true
                    """), Examples.container("""
                    securityContext:
                      privileged: false
                    """))
            .like("Checkov CKV_K8S_16", "Trivy KSV-0017");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (context.own("privileged").isTrue()) {
                context.report(report, INFO, "is privileged");
            }
        }
    }
}
