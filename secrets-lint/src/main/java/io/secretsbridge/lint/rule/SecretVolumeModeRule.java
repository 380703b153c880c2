package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;

/** The mode of a volume of a Secret. */
final class SecretVolumeModeRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-volume-mode",
                    Severity.INFO,
                    "the files of a Secret are readable for every user of the container")
            .because(
                    "The default mode 0644 lets every user in the container read the files, also one that a flaw "
                            + "in a helper process gives an attacker.",
                    "Set defaultMode: 0440 together with securityContext.fsGroup, so that the application's group "
                            + "reads them and nobody else.")
            .examples(Examples.pod("""
                    volumes:
                    - name: db
                      secret:
                        secretName: db
                    """), Examples.MOUNTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            for (Cursor volume : pod.secretVolumes()) {
                Cursor source = volume.get("secret").exists() ? volume.get("secret") : volume.get("projected");
                Cursor mode = source.get("defaultMode");
                if (isWide(mode)) {
                    report.add(
                            INFO,
                            mode.exists() ? mode : source,
                            "the volume '" + volume.get("name").text() + "' is readable for every user");
                }
            }
        }
    }

    private static final int OTHERS = 07;

    /** Kubernetes reads 0440 and 0o440 as octal, and the 288 of JSON as decimal. */
    private static boolean isWide(Cursor mode) {
        if (!mode.exists()) {
            return true;
        }
        String text = mode.text().replaceFirst("^0o", "0");
        try {
            return (Integer.parseInt(text, text.startsWith("0") ? 8 : 10) & OTHERS) != 0;
        } catch (NumberFormatException ex) {
            return false;
        }
    }
}
