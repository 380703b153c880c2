package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Container;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code subPath} on a volume of a Secret. */
final class SecretSubPathRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-sub-path", Severity.WARNING, "a mount of a Secret never changes")
            .because(
                    "What is mounted with subPath is not updated when the Secret is: a rotated secret reaches the "
                            + "application only with a new pod.",
                    "Mount the whole volume into a directory of its own, and choose names with items.")
            .examples(Examples.deployment("""
                    volumes:
                    - name: db
                      secret:
                        secretName: db
                    """, """
                    volumeMounts:
                    - name: db
                      mountPath: /etc/secrets/password
                      subPath: password
                    """), Examples.MOUNTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            Set<String> names = pod.secretVolumes().stream()
                    .map((volume) -> volume.get("name").text())
                    .collect(Collectors.toSet());
            for (Container container : pod.containers()) {
                for (Cursor mount : container.place().get("volumeMounts").items()) {
                    Cursor sub = mount.get("subPath").exists() ? mount.get("subPath") : mount.get("subPathExpr");
                    if (sub.exists() && names.contains(mount.get("name").text())) {
                        report.add(
                                INFO,
                                sub,
                                "the volume '" + mount.get("name").text()
                                        + "' is mounted with subPath and never updated");
                    }
                }
            }
        }
    }
}
