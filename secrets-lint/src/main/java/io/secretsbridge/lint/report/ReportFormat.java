package io.secretsbridge.lint.report;

import io.secretsbridge.lint.LintReport;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms of a report. */
public enum ReportFormat {
    /** For people: each finding with its line, the place underlined and values masked. */
    TEXT,
    /** For programs. */
    JSON,
    /** SARIF 2.1.0, for code scanning. */
    SARIF,
    /** JUnit's XML, for CI servers. */
    JUNIT,
    /** Commands that GitHub shows beside the lines of a pull request. */
    GITHUB;

    /**
     * Finds a format.
     *
     * @param word its name in lower case
     * @return the format
     */
    public static Optional<ReportFormat> find(String word) {
        return Arrays.stream(values())
                .filter((format) -> format.word().equals(word))
                .findFirst();
    }

    /**
     * Returns the name in lower case.
     *
     * @return the word
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes a report. What could not be read is in those of {@code JSON}, {@code SARIF} and {@code JUNIT} only; for people it is said
     * elsewhere.
     *
     * @param report the report
     * @return the text, with a line break at its end
     */
    public String render(LintReport report) {
        return switch (this) {
            case TEXT -> TextReport.render(report);
            case JSON -> JsonReport.render(report);
            case SARIF -> SarifReport.render(report);
            case JUNIT -> JunitReport.render(report);
            case GITHUB -> GithubReport.render(report);
        };
    }
}
