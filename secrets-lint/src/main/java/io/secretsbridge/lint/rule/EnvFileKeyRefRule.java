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
                    "The environment of a process is inherited by every process it starts, readable in /proc, and "
                            + "copied into crash dumps, flight recordings, error reports and the pages of support tools. It "
                            + "never changes while the process runs, so the secret cannot be rotated. That the value comes "
                            + "from a file of an init container does not keep it out of the environment.",
                    "Let the application read the file itself, from a volume that only it mounts.")
            .examples("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            env:
                            - name: DB_PASSWORD
                              valueFrom:
                                fileKeyRef:
                                  volumeName: config
                                  path: app.env
                                  key: DB_PASSWORD
                    """, """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            env:
                            - name: LOG_LEVEL
                              valueFrom:
                                fileKeyRef:
                                  volumeName: config
                                  path: app.env
                                  key: LOG_LEVEL
                    """);

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
