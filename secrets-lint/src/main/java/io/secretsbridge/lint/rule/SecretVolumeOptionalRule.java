package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;

/** {@code optional: true} on a volume of a Secret. */
final class SecretVolumeOptionalRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-volume-optional", Severity.INFO, "a pod starts without its Secret")
            .because(
                    "The pod starts when the Secret is missing, and when it is deleted later the kubelet empties "
                            + "the volume of the running pod.",
                    "Leave optional out, unless the application works without.")
            .examples(Examples.pod("""
                    volumes:
                    - name: db
                      secret:
                        secretName: db
                        optional: true
                    """), Examples.MOUNTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            for (Cursor volume : pod.secretVolumes()) {
                Cursor optional = volume.get("secret", "optional");
                if (optional.isTrue()) {
                    report.add(
                            INFO, optional, "the volume '" + volume.get("name").text() + "' may stay empty");
                }
            }
        }
    }
}
