package io.secretsbridge.lint;

import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.sops.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lints texts. */
final class Lints {

    private Lints() {}

    static LintReport report(String name, String text) {
        Linter linter = new Linter(Suppressions.NONE);
        linter.add(source(name, text));
        return linter.report();
    }

    static LintReport report(String text) {
        return report("example.yaml", text);
    }

    /** What was found and says something about secrets: {@code rule@path}, without the rules on how containers run. */
    static List<String> secrets(String text) {
        return report(text).findings().stream()
                .filter((finding) ->
                        List.of("env", "command", "secret-plaintext", "config", "last", "kustomize", "compose").stream()
                                .anyMatch(finding.rule().id()::startsWith))
                .map((finding) -> finding.rule().id() + "@" + finding.path())
                .toList();
    }

    static List<String> ids(LintReport report) {
        return report.findings().stream()
                .map(Finding::rule)
                .map((rule) -> rule.id())
                .toList();
    }

    static Source source(String name, String text) {
        return Source.of(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
