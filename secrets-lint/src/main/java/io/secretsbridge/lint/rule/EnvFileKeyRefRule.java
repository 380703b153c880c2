package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** {@code valueFrom.fileKeyRef} under a name that says secret. */
final class EnvFileKeyRefRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-file-key-ref", Severity.ERROR, "a variable takes a secret from a file")
            .because(
                    Examples.LEAK
                            + " That the value comes from a file of an init container does not keep it out of the environment.",
                    "Let the application read the file itself, from a volume that only it mounts.")
            .examples(Examples.container("""
                    env:
                    - name: DB_PASSWORD
                      valueFrom:
                        fileKeyRef:
                          volumeName: config
                          path: app.env
                          key: DB_PASSWORD
                    """), Examples.container("""
                    env:
                    - name: LOG_LEVEL
                      valueFrom:
                        fileKeyRef:
                          volumeName: config
                          path: app.env
                          key: LOG_LEVEL
                    """));

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Cursor variable : Variables.references(manifest)) {
            Cursor reference = variable.get("valueFrom", "fileKeyRef");
            String name = variable.get("name").text();
            boolean secret = Facts.name(name).isPresent()
                    || Facts.name(reference.get("key").text()).isPresent();
            if (reference.exists() && secret) {
                report.add(INFO, reference, "the variable '" + name + "' takes a secret from a file");
            }
        }
    }
}
