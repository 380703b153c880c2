package io.secretsbridge.lint.report;

import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.RuleInfo;
import io.secretsbridge.lint.rule.Severity;
import io.secretsbridge.lint.yaml.SourceText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What people read. */
final class TextReport {

    private TextReport() {}

    static String render(LintReport report) {
        StringBuilder text = new StringBuilder();
        Map<SourceText, MaskedLine> lines = new HashMap<>();
        Map<String, RuleInfo> rules = new LinkedHashMap<>();
        for (Finding finding : report.findings()) {
            MaskedLine.Excerpt excerpt =
                    lines.computeIfAbsent(finding.source(), MaskedLine::new).at(finding.span());
            text.append(finding.file())
                    .append(':')
                    .append(finding.line())
                    .append(':')
                    .append(finding.column())
                    .append(": ")
                    .append(finding.rule().severity().word())
                    .append(": ")
                    .append(finding.message())
                    .append(" [")
                    .append(finding.rule().id())
                    .append("]\n");
            appendExcerpt(text, finding, excerpt);
            rules.putIfAbsent(finding.rule().id(), finding.rule());
        }
        rules.values()
                .forEach((rule) -> text.append(rule.id())
                        .append(": ")
                        .append(rule.remedy())
                        .append('\n'));
        text.append(rules.isEmpty() ? "" : "\n").append(summary(report)).append('\n');
        return text.toString();
    }

    private static void appendExcerpt(StringBuilder text, Finding finding, MaskedLine.Excerpt excerpt) {
        String number = String.format("%5d", finding.line());
        text.append(number).append(" | ").append(excerpt.text()).append('\n');
        text.append(" ".repeat(number.length()))
                .append(" | ")
                .append(" ".repeat(excerpt.from()))
                .append("^".repeat(excerpt.length()))
                .append('\n');
        if (!finding.path().isEmpty()) {
            text.append(" ".repeat(number.length()))
                    .append(" = ")
                    .append(finding.path())
                    .append('\n');
        }
        text.append('\n');
    }

    private static String summary(LintReport report) {
        StringBuilder summary = new StringBuilder();
        for (Severity severity : new Severity[] {Severity.ERROR, Severity.WARNING, Severity.INFO}) {
            long count = report.count(severity);
            summary.append(summary.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(severity.word());
            summary.append((count == 1 || severity == Severity.INFO) ? "" : "s");
        }
        summary.append(" in ").append(report.files().size());
        summary.append((report.files().size() == 1) ? " file" : " files");
        if (report.allowed() > 0) {
            summary.append("; ").append(report.allowed()).append(" allowed");
        }
        if (!report.failures().isEmpty()) {
            summary.append("; ").append(report.failures().size()).append(" not checked");
        }
        return summary.toString();
    }
}
