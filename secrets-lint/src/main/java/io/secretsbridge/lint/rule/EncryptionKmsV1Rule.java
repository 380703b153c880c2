package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code kms} without {@code apiVersion: v2}. */
final class EncryptionKmsV1Rule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "enc-kms-v1", Severity.WARNING, "Secrets are encrypted by an old protocol")
            .because(
                    "Version 1 of the protocol asks the key service for each object, is deprecated since "
                            + "Kubernetes 1.28 and off by default since 1.29.",
                    "Set apiVersion: v2.")
            .examples(Examples.encryption("secrets", """
                    - kms:
                        name: vault
                        endpoint: unix:///run/kms.sock
                    """), Examples.ENCRYPTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!EncryptionProviders.isConfiguration(manifest)) {
            return;
        }
        for (Cursor entry : manifest.root().get("resources").items()) {
            for (Cursor provider : entry.get("providers").items()) {
                Cursor kms = provider.get("kms");
                if (kms.exists() && !kms.get("apiVersion").text().equals("v2")) {
                    report.add(INFO, kms, "the key service is asked by version 1 of the protocol");
                }
            }
        }
    }
}
