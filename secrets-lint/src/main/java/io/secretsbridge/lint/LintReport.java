package io.secretsbridge.lint;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.Severity;
import java.util.List;

/**
 * What came of looking at files. It holds no value.
 *
 * @param findings what was found, ordered by file and place
 * @param failures why files were not looked at; nothing is known of those
 * @param files the names of those that were
 * @param allowed how many findings a suppression allows
 */
public record LintReport(List<Finding> findings, List<SecretsException> failures, List<String> files, int allowed) {

    /** Copies the lists. */
    public LintReport {
        findings = List.copyOf(findings);
        failures = List.copyOf(failures);
        files = List.copyOf(files);
    }

    /**
     * Counts the findings of a severity.
     *
     * @param severity the severity
     * @return how many there are
     */
    public long count(Severity severity) {
        return this.findings.stream()
                .filter((finding) -> finding.rule().severity() == severity)
                .count();
    }

    /**
     * Returns whether anything of a severity or above was found.
     *
     * @param severity the severity
     * @return {@code true} when it was
     */
    public boolean hasAtLeast(Severity severity) {
        return this.findings.stream()
                .anyMatch((finding) -> finding.rule().severity().compareTo(severity) >= 0);
    }
}
