package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.Linter;
import io.secretsbridge.lint.ManifestFiles;
import io.secretsbridge.lint.Suppressions;
import io.secretsbridge.lint.report.ReportFormat;
import io.secretsbridge.lint.rule.Severity;
import io.secretsbridge.sops.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Finds what in manifests brings secrets into the environment, holds them in clear text, or opens a door to them. */
final class LintCommand implements Command {

    static final String NAME = "lint";

    private static final String STANDARD_INPUT = "-";

    private static final Flag FORMAT =
            Flag.text("FORMAT", "text, json, sarif, junit or github; text if not given", "format");

    private static final Flag FAIL_ON =
            Flag.text("SEVERITY", "fail on error, warning or info and above; error if not given", "fail-on");

    private static final Flag SUPPRESSIONS =
            Flag.text("FILE", "what is allowed, and why; " + Suppressions.FILE_NAME + " if not given", "suppressions");

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "[FILE or DIRECTORY...]",
                "find secrets in manifests, and what brings them into the environment",
                "Looks at Kubernetes manifests, kustomizations, Helm charts and Compose files, in YAML and JSON: at the files that"
                        + " are named, or at all below this directory; '-' is standard input. Secrets in environments and in clear"
                        + " text are errors, and so is what opens all of them. A finding is allowed by a comment on its line or"
                        + " above: # secrets-bridge:allow RULE REASON. No value is shown. What it finds, and why that is bad,"
                        + " is in docs/lint.",
                List.of(
                        new Manual.Example("lint k8s", "all manifests of a directory"),
                        new Manual.Example("lint --format sarif . >lint.sarif", "a report for code scanning"),
                        new Manual.Example(
                                "lint -", "what another program prints: helm template CHART | secrets lint -")));
    }

    @Override
    public List<Flag> flags() {
        return List.of(FORMAT, FAIL_ON, SUPPRESSIONS);
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        ReportFormat format = format(arguments.text(FORMAT));
        Severity severity = severity(arguments.text(FAIL_ON));
        Linter linter = new Linter(suppressions(arguments, invocation));
        List<String> operands = arguments.operands().isEmpty() ? List.of(".") : arguments.operands();
        for (String operand : operands) {
            if (operand.equals(STANDARD_INPUT)) {
                linter.add(invocation.read(null));
            } else {
                ManifestFiles.addTo(linter, invocation.resolve(operand), (path) -> name(path, invocation));
            }
        }
        LintReport report = linter.report();
        invocation.print(format.render(report));
        for (SecretsException failure : report.failures()) {
            invocation.note(Texts.safe(String.valueOf(failure.getMessage())));
        }
        end(report, severity);
    }

    private static void end(LintReport report, Severity severity) {
        if (!report.failures().isEmpty()) {
            throw new Failure(
                    ExitCode.CANNOT_READ,
                    "not all files were checked",
                    "Mend them, or allow them with the rule 'not-checked' in " + Suppressions.FILE_NAME);
        }
        if (report.hasAtLeast(severity)) {
            throw new Failure(
                    ExitCode.FINDINGS,
                    "there are findings of the severity " + severity.word()
                            + ((severity == Severity.ERROR) ? "" : " or above"),
                    null);
        }
    }

    private static Suppressions suppressions(Arguments arguments, Invocation invocation) {
        String named = arguments.text(SUPPRESSIONS);
        Path file = invocation.resolve(named.isEmpty() ? Suppressions.FILE_NAME : named);
        boolean absent = named.isEmpty() && Files.notExists(file);
        return absent ? Suppressions.NONE : Suppressions.read(Source.read(file));
    }

    private static String name(Path path, Invocation invocation) {
        Path directory = invocation.directory().normalize();
        Path name = path.normalize();
        boolean below = name.startsWith(directory) && !name.equals(directory);
        return (below ? directory.relativize(name) : name).toString().replace('\\', '/');
    }

    private static ReportFormat format(String word) {
        return word.isEmpty()
                ? ReportFormat.TEXT
                : ReportFormat.find(word)
                        .orElseThrow(() -> unknown(
                                FORMAT,
                                Arrays.stream(ReportFormat.values())
                                        .map(ReportFormat::word)
                                        .toList()));
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter((severity) -> severity.word().equals(word.isEmpty() ? Severity.ERROR.word() : word))
                .findFirst()
                .orElseThrow(() -> unknown(
                        FAIL_ON,
                        Arrays.stream(Severity.values()).map(Severity::word).toList()));
    }

    private static Failure unknown(Flag flag, List<String> words) {
        return new Failure(
                ExitCode.GENERIC,
                "--" + flag.name() + " has a value that it does not know",
                "It is one of " + words.stream().collect(Collectors.joining(", ")));
    }
}
