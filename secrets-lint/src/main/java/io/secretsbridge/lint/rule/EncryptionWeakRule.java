package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;

/** {@code aescbc} and {@code aesgcm} as the first provider. */
final class EncryptionWeakRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of("enc-weak", Severity.WARNING, "Secrets are encrypted weakly")
            .because(
                    "aescbc is open to padding oracles, and aesgcm must have its key changed every 200,000 "
                            + "writes, which nothing does by itself. With both the key lies beside the data.",
                    "Use kms with apiVersion v2, or else secretbox.")
            .examples(Examples.encryption("secrets", """
                    - aescbc:
                        keys: []
                    """), Examples.ENCRYPTED);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (String weak : List.of("aescbc", "aesgcm")) {
            EncryptionProviders.ofSecrets(manifest)
                    .map((entry) -> entry.first(weak))
                    .filter(Cursor::exists)
                    .ifPresent((provider) -> report.add(INFO, provider, "Secrets are encrypted with " + weak));
        }
    }
}
