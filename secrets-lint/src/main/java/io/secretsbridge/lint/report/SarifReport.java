package io.secretsbridge.lint.report;

import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.Rule;
import io.secretsbridge.lint.rule.RuleInfo;
import io.secretsbridge.lint.rule.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** SARIF 2.1.0 as code scanning of GitHub wants it. Without excerpts, which would have to be masked. */
final class SarifReport {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    /** GitHub takes 5,000 results of 25,000; the worst come first. */
    private static final int MAX_RESULTS = 5_000;

    private SarifReport() {}

    static String render(LintReport report) {
        List<RuleInfo> rules =
                new ArrayList<>(Catalog.RULES.stream().map(Rule::info).toList());
        rules.add(RuleInfo.SUPPRESSION);
        Json driver = Json.object()
                .put("name", "secrets-lint")
                .put("rules", rules.stream().map(SarifReport::rule).toList());
        Json run = Json.object()
                .put("tool", Json.object().put("driver", driver))
                .put("automationDetails", Json.object().put("id", "secrets-lint/"))
                .put("columnKind", "unicodeCodePoints")
                .put(
                        "invocations",
                        List.of(Json.object()
                                .put("executionSuccessful", report.failures().isEmpty())
                                .put(
                                        "toolExecutionNotifications",
                                        report.failures().stream()
                                                .map((failure) -> Json.object()
                                                        .put("level", "error")
                                                        .put(
                                                                "message",
                                                                message(failure.location() + ": " + failure.problem())))
                                                .toList())))
                .put(
                        "results",
                        report.findings().stream()
                                .sorted((one, other) -> other.rule()
                                        .severity()
                                        .compareTo(one.rule().severity()))
                                .limit(MAX_RESULTS)
                                .map(SarifReport::result)
                                .toList());
        return Json.object()
                .put("$schema", SCHEMA)
                .put("version", "2.1.0")
                .put("runs", List.of(run))
                .text();
    }

    private static Json message(String text) {
        return Json.object().put("text", text);
    }

    private static Json rule(RuleInfo rule) {
        return Json.object()
                .put("id", rule.id())
                .put("shortDescription", message(rule.title()))
                .put("fullDescription", message(rule.reason()))
                .put("help", message(rule.remedy()))
                .put("defaultConfiguration", Json.object().put("level", level(rule.severity())))
                .put(
                        "properties",
                        Json.object()
                                .put("precision", "high")
                                .put("security-severity", score(rule.severity()))
                                .putTexts("tags", List.of("security")));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    /** Over 7.0 is high, over 4.0 medium. */
    private static String score(Severity severity) {
        return switch (severity) {
            case ERROR -> "8.0";
            case WARNING -> "5.0";
            case INFO -> "2.0";
        };
    }

    private static Json result(Finding finding) {
        Json region = Json.object()
                .put("startLine", finding.line())
                .put("startColumn", finding.column())
                .put("endLine", finding.endLine())
                .put("endColumn", finding.endColumn());
        Json place = Json.object()
                .put("artifactLocation", Json.object().put("uri", uri(finding.file())))
                .put("region", region);
        return Json.object()
                .put("ruleId", finding.rule().id())
                .put("level", level(finding.rule().severity()))
                .put("message", message(finding.message()))
                .put("locations", List.of(Json.object().put("physicalLocation", place)))
                .put("partialFingerprints", Json.object().put("primaryLocationLineHash", fingerprint(finding)));
    }

    private static String uri(String file) {
        StringBuilder uri = new StringBuilder();
        for (byte each : file.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
            boolean plain = Character.isLetterOrDigit(each & 0xFF) && each > 0;
            uri.append(
                    (plain || "/-._~".indexOf(each) >= 0)
                            ? String.valueOf((char) each)
                            : String.format("%%%02X", each));
        }
        return uri.toString();
    }

    /** Of rule and place, so that it stays when lines move, and nothing of a value is in it. */
    private static String fingerprint(Finding finding) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String place = finding.rule().id() + '\n' + finding.file() + '\n' + finding.path();
            return HexFormat.of().formatHex(digest.digest(place.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every JDK has SHA-256", ex);
        }
    }
}
