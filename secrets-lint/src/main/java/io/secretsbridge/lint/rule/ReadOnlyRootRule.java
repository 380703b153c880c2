package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code readOnlyRootFilesystem}. */
final class ReadOnlyRootRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "ro-rootfs", Severity.WARNING, "a container can write to its own file system")
            .because(
                    "What an attacker cannot write they cannot start. Secrets that are written to files by "
                            + "mistake are refused too.",
                    "Set readOnlyRootFilesystem: true and mount an emptyDir on /tmp, which Spring Boot needs.")
            .examples(Examples.PLAIN, Examples.container("""
                    securityContext:
                      readOnlyRootFilesystem: true
                    """))
            .like(
                    "kube-linter no-read-only-root-fs",
                    "Checkov CKV_K8S_22",
                    "Trivy KSV-0014",
                    "Polaris notReadOnlyRootFilesystem");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (!context.own("readOnlyRootFilesystem").isTrue()) {
                context.report(report, INFO, "can write to its own file system");
            }
        }
    }
}
