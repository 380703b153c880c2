package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** {@code identity} as the first provider. */
final class EncryptionIdentityFirstRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "enc-identity-first", Severity.ERROR, "Secrets are written to etcd without encryption")
            .because(
                    "The first provider writes. identity does nothing, so Secrets lie in etcd and in its backups "
                            + "in clear text.",
                    "Put kms with apiVersion v2 first, and identity last for as long as old objects are not "
                            + "rewritten.")
            .examples(Examples.encryption("secrets", """
                    - identity: {}
                    - secretbox:
                        keys: []
                    """), Examples.ENCRYPTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        EncryptionProviders.ofSecrets(manifest)
                .map((entry) -> entry.first("identity"))
                .filter((identity) -> identity.node() != null)
                .ifPresent((identity) -> report.add(INFO, identity, "Secrets are written without encryption"));
    }
}
