package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;

/** {@code kind: Secret} with values that are not sealed. */
final class SecretPlaintextRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-plaintext", Severity.ERROR, "a Secret stands in clear text")
            .because(
                    "base64 is no encryption: whoever may read the file has the secret, and so has everybody who "
                            + "ever reads the history of the repository.",
                    "Seal the file with `secrets encrypt -i FILE`; Flux, Argo CD with KSOPS and `secrets decrypt "
                            + "FILE | kubectl apply -f -` open it. Or leave the Secret out of the repository. Replace the "
                            + "values at their issuers.")
            .examples("""
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: db
                    stringData:
                      password: tr0ub4dor-and-3
                    """, """
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: db
                    stringData:
                      password: ENC[AES256_GCM,data:dG9v,iv:c2hvcnQ=,tag:Zm9y,type:str]
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (!manifest.isCore("Secret")) {
            return;
        }
        for (Cursor entry : manifest.root().get("data").entries()) {
            check(entry, Facts.decoded(entry.text()), report);
        }
        for (Cursor entry : manifest.root().get("stringData").entries()) {
            check(entry, entry.text(), report);
        }
    }

    private static void check(Cursor entry, String value, Report report) {
        if (entry.isScalar() && !entry.isTemplate() && Facts.isClear(value)) {
            report.add(INFO, entry, "the key '" + entry.name() + "' of a Secret stands in clear text");
        }
    }
}
