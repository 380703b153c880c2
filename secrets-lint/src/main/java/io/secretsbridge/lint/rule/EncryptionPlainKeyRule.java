package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code keys[].secret} in an EncryptionConfiguration. */
final class EncryptionPlainKeyRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "enc-plain-key", Severity.ERROR, "the key of etcd stands in clear text")
            .because(
                    "Whoever has this file and a backup of etcd has every Secret of the cluster.",
                    "Use kms, so that no key lies in a file. Or seal the file with `secrets encrypt`, and replace "
                            + "the key.")
            .examples(Examples.encryption("secrets", """
                    - secretbox:
                        keys:
                        - name: one
                          secret: c29tZXRoaW5nIHRoYXQgaXMgMzIgYnl0ZXMgbG9uZyE=
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
        manifest.root().walk((place) -> {
            boolean clear = place.name().equals("secret") && place.isScalar() && !place.isTemplate();
            if (clear && Facts.isClear(place.text())) {
                report.add(INFO, place, "a key of the API server stands in clear text");
            }
        });
    }
}
