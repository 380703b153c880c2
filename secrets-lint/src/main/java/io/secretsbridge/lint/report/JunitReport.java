package io.secretsbridge.lint.report;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.rule.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The XML of JUnit: a failed test for each finding, an error for each file that was not checked, a passed test for each clean file. */
final class JunitReport {

    private JunitReport() {}

    static String render(LintReport report) {
        Set<String> unclean = report.findings().stream().map(Finding::file).collect(Collectors.toSet());
        List<String> clean = report.files().stream()
                .filter((file) -> !unclean.contains(file))
                .toList();
        int failures = report.findings().size();
        int errors = report.failures().size();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        xml.append("  <testsuite name=\"secrets lint\" tests=\"")
                .append(failures + errors + clean.size())
                .append("\" failures=\"")
                .append(failures)
                .append("\" errors=\"")
                .append(errors)
                .append("\" skipped=\"0\" time=\"0\">\n");
        for (Finding finding : report.findings()) {
            open(xml, finding.rule().id(), finding.file() + ":" + finding.line());
            xml.append(">\n      <failure type=\"")
                    .append(escape(finding.rule().severity().word()))
                    .append("\" message=\"")
                    .append(escape(finding.message()))
                    .append("\">")
                    .append(escape(finding.path() + "\n" + finding.rule().remedy()))
                    .append("</failure>\n    </testcase>\n");
        }
        for (SecretsException failure : report.failures()) {
            open(
                    xml,
                    "not-checked",
                    Objects.requireNonNullElse(failure.location().source(), "?"));
            xml.append(">\n      <error type=\"")
                    .append(failure.reason())
                    .append("\" message=\"")
                    .append(escape(failure.problem()))
                    .append("\"/>\n    </testcase>\n");
        }
        for (String file : clean) {
            open(xml, "secrets lint", file);
            xml.append("/>\n");
        }
        return xml.append("  </testsuite>\n</testsuites>\n").toString();
    }

    private static void open(StringBuilder xml, String group, String name) {
        xml.append("    <testcase classname=\"")
                .append(escape(group))
                .append("\" name=\"")
                .append(escape(name))
                .append("\" time=\"0\"");
    }

    /** What XML 1.0 has no place for becomes a question mark. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach((point) -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\t' -> escaped.appendCodePoint(point);
                default -> escaped.appendCodePoint(isAllowed(point) ? point : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int point) {
        return point >= ' ' && !(point >= 0xD800 && point <= 0xDFFF) && point != 0xFFFE && point != 0xFFFF;
    }
}
