package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;
import java.util.List;

/** {@code hostPID} and {@code shareProcessNamespace}. */
final class SharedProcessesRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "shared-processes", Severity.WARNING, "containers see the processes of others")
            .because(
                    "In one process namespace /proc shows the environment and the open files of the other "
                            + "containers, or of everything on the node.",
                    "Leave hostPID and shareProcessNamespace out.")
            .examples(Examples.pod("""
                    shareProcessNamespace: true
                    """), Examples.PLAIN)
            .like("Trivy KSV-0010");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            for (String setting : List.of("hostPID", "shareProcessNamespace")) {
                Cursor place = pod.spec().get(setting);
                if (place.isTrue()) {
                    report.add(INFO, place, "containers see the processes of others, and their environment");
                }
            }
        }
    }
}
