package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** EncryptionConfiguration without an entry for Secrets. */
final class EncryptionSecretsMissingRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "enc-secrets-missing", Severity.ERROR, "Secrets are not among what is encrypted")
            .because(
                    "What no entry covers is written to etcd, and so to its backups, in clear text.",
                    "Add an entry for the resource secrets.")
            .examples(Examples.encryption("configmaps", """
                    - secretbox:
                        keys: []
                    """), Examples.ENCRYPTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (EncryptionProviders.isConfiguration(manifest)
                && EncryptionProviders.ofSecrets(manifest).isEmpty()) {
            report.add(INFO, manifest.root().get("kind"), "no entry covers the resource 'secrets'");
        }
    }
}
