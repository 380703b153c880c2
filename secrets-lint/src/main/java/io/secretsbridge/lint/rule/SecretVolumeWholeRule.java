package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;

/** A volume of a Secret without {@code items}. */
final class SecretVolumeWholeRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-volume-whole", Severity.INFO, "a pod mounts every key of a Secret")
            .because(
                    "The container gets every key, also those that are added later and meant for somebody else.",
                    "Name the keys that the application needs under items, each with the name of its property as "
                            + "path.")
            .examples(Examples.pod("""
                    volumes:
                    - name: db
                      secret:
                        secretName: db
                        defaultMode: 0440
                    """), Examples.MOUNTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            for (Cursor volume : pod.secretVolumes()) {
                Cursor secret = volume.get("secret");
                if (secret.exists() && !secret.get("items").exists()) {
                    report.add(
                            INFO,
                            secret,
                            "the volume '" + volume.get("name").text() + "' brings every key of its Secret");
                }
            }
        }
    }
}
