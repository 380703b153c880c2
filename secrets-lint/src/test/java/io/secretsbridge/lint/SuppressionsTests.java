package io.secretsbridge.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionsTests {

    @Test
    void commentOnTheLineOrAboveAllowsAFinding() {
        LintReport report = Lints.report("""
                kind: Secret
                stringData:
                  a: hunter2 # secrets-bridge:allow secret-plaintext a value for tests
                  # secrets-bridge:allow secret-plaintext a value for tests
                  # of the example
                  b: hunter2
                  c: hunter2
                """);
        assertThat(report.findings())
                .singleElement()
                .satisfies((finding) -> assertThat(finding.path()).isEqualTo("stringData.c"));
        assertThat(report.allowed()).isEqualTo(2);
    }

    @Test
    void commentAllowsOnlyTheRuleThatItNames() {
        assertThat(Lints.ids(Lints.report("""
                kind: Secret
                stringData:
                  a: hunter2 # secrets-bridge:allow env-from-secret for tests
                """))).containsExactly("secret-plaintext");
    }

    @Test
    void commentWithoutAReasonIsAFinding() {
        assertThat(Lints.ids(Lints.report("""
                kind: Secret
                stringData:
                  a: hunter2 # secrets-bridge:allow secret-plaintext
                """))).containsExactly("secret-plaintext", "suppression-invalid");
    }

    @Test
    void commentForARuleThatDoesNotExistIsAFinding() {
        assertThat(Lints.ids(Lints.report("a: 1 # secrets-bridge:allow secret-plain for tests\n")))
                .containsExactly("suppression-invalid");
    }

    @Test
    void fileAllowsByNameAndPath() {
        Suppressions suppressions = Suppressions.read(Lints.source(".secrets-lint.yaml", """
                allow:
                - rule: secret-plaintext
                  files: vendor/**/*.json
                  path: stringData.a
                  reason: for tests
                - rule: not-checked
                  files: charts/*.yaml
                  reason: rendered elsewhere
                """));
        Linter linter = new Linter(suppressions);
        String secret = "{\"kind\": \"Secret\", \"stringData\": {\"a\": \"hunter2\", \"b\": \"hunter2\"}}";
        linter.add(Lints.source("vendor/a/b.json", secret));
        linter.add(Lints.source("own.json", secret));
        linter.add(Lints.source("charts/a.yaml", "["));
        linter.add(Lints.source("charts/a/b.yaml", "["));
        LintReport report = linter.report();
        assertThat(report.findings())
                .extracting((finding) -> finding.file() + " " + finding.path())
                .containsExactly("own.json stringData.a", "own.json stringData.b", "vendor/a/b.json stringData.b");
        assertThat(report.failures())
                .extracting((failure) -> failure.location().source())
                .containsExactly("charts/a/b.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allow: [{rule: secret-plaintext, files: a.yaml}]",
                "allow: [{rule: secret-plaintext, files: a.yaml, reason: ' '}]",
                "allow: [{rule: secret-plaintext, reason: for tests}]",
                "allow: [{rule: secret-plain, files: a.yaml, reason: for tests}]",
                "allow: [{rule: secret-plaintext, file: a.yaml, files: a.yaml, reason: for tests}]",
                "allowed: []"
            })
    void fileWithoutAReasonOrWithUnknownWordsIsRefused(String text) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> Suppressions.read(Lints.source(".secrets-lint.yaml", text)))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(SecretsException.Reason.INVALID_CONFIGURATION));
    }
}
