package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code capabilities.drop}. */
final class DropAllRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("drop-all", Severity.WARNING, "a container keeps capabilities")
            .because(
                    "With capabilities such as DAC_OVERRIDE or SYS_PTRACE a process reads the files and the "
                            + "memory of others.",
                    "Set capabilities: {drop: [ALL]} and add none.")
            .examples(Examples.PLAIN, Examples.container("""
                    securityContext:
                      capabilities:
                        drop: [ALL]
                    """))
            .like(
                    "kube-linter drop-net-raw-capability",
                    "Checkov CKV_K8S_28, CKV_K8S_37",
                    "Trivy KSV-0003, KSV-0106",
                    "Polaris insecureCapabilities",
                    "kubesec CapDropAll");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (SecurityContext context : SecurityContext.of(manifest)) {
            if (context.own("capabilities", "drop").texts().stream().noneMatch("ALL"::equalsIgnoreCase)
                    || !context.own("capabilities", "add").items().isEmpty()) {
                context.report(report, INFO, "keeps capabilities");
            }
        }
    }
}
