package io.secretsbridge.lint.report;

import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.Severity;

/** What programs read. */
final class JsonReport {

    private JsonReport() {}

    static String render(LintReport report) {
        return Json.object()
                .put(
                        "findings",
                        report.findings().stream().map(JsonReport::finding).toList())
                .put(
                        "failures",
                        report.failures().stream()
                                .map((failure) -> Json.object()
                                        .put(
                                                "file",
                                                String.valueOf(
                                                        failure.location().source()))
                                        .put("line", failure.location().line())
                                        .put("column", failure.location().column())
                                        .put("problem", failure.problem()))
                                .toList())
                .put(
                        "summary",
                        Json.object()
                                .put("files", report.files().size())
                                .put("errors", report.count(Severity.ERROR))
                                .put("warnings", report.count(Severity.WARNING))
                                .put("infos", report.count(Severity.INFO))
                                .put("allowed", report.allowed()))
                .text();
    }

    private static Json finding(Finding finding) {
        return Json.object()
                .put("rule", finding.rule().id())
                .put("severity", finding.rule().severity().word())
                .put("message", finding.message())
                .put("file", finding.file())
                .put("line", finding.line())
                .put("column", finding.column())
                .put("endLine", finding.endLine())
                .put("endColumn", finding.endColumn())
                .put("path", finding.path())
                .put("remedy", finding.rule().remedy());
    }
}
