package io.secretsbridge.lint.report;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Commands of GitHub's workflows. About ten of a kind are shown, so the worst come first. */
final class GithubReport {

    private GithubReport() {}

    static String render(LintReport report) {
        StringBuilder text = new StringBuilder();
        List<Finding> worstFirst = report.findings().stream()
                .sorted(Comparator.comparing((Finding finding) -> finding.rule().severity())
                        .reversed())
                .toList();
        for (Finding finding : worstFirst) {
            text.append("::")
                    .append(command(finding.rule().severity()))
                    .append(" file=")
                    .append(property(finding.file()))
                    .append(",line=")
                    .append(finding.line())
                    .append(",endLine=")
                    .append(finding.endLine())
                    .append(",col=")
                    .append(finding.column())
                    .append(",title=")
                    .append(property(finding.rule().id()))
                    .append("::")
                    .append(data(finding.message() + ". " + finding.rule().remedy()))
                    .append('\n');
        }
        for (SecretsException failure : report.failures()) {
            text.append("::error file=")
                    .append(property(
                            Objects.requireNonNullElse(failure.location().source(), "?")))
                    .append(",line=")
                    .append(Math.max(1, failure.location().line()))
                    .append(",title=not-checked::")
                    .append(data(failure.problem()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String command(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
