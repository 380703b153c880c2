package io.secretsbridge.spring.diagnostics;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.spring.SecretImportException;
import io.secretsbridge.spring.SecretsBridgeProperties;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says why secrets could not be had: what is wrong in words, where it is, which import wanted it, and what mends it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretsFailureAnalyzer extends AbstractFailureAnalyzer<SecretsException> {

    private static final String IDENTITY_FILES = SecretsBridgeProperties.PREFIX + ".age.identity-files";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SecretsException cause) {
        Report report = new Report(headline(cause.reason()));
        report.line("Where", cause.location().isKnown() ? cause.location().toString() : null);
        SecretImportException failedImport = findCause(rootFailure, SecretImportException.class);
        if (failedImport != null) {
            report.line("Imported by", importedBy(failedImport.importLocation()));
        }
        report.line("Problem", cause.problem());
        if (cause instanceof KeyUnavailableException unavailable) {
            keys(unavailable, report);
        }
        return new FailureAnalysis(report.toString(), action(cause), cause);
    }

    static String importedBy(ConfigDataLocation location) {
        Origin origin = location.getOrigin();
        return "'" + location + "'" + ((origin != null) ? " at " + origin : "");
    }

    private static void keys(KeyUnavailableException unavailable, Report report) {
        boolean groups = unavailable.attempts().stream().anyMatch((attempt) -> attempt.group() > 1);
        report.paragraph("The file can be opened with one of these keys"
                + (groups ? " of as many groups as it asks for" : "") + ", and this became of them:");
        for (Attempt attempt : unavailable.attempts()) {
            report.item((groups ? "group " + attempt.group() + ", " : "") + attempt.kind() + " " + attempt.key() + ": "
                    + (attempt.succeeded() ? "it works" : attempt.outcome()));
        }
    }

    private static String headline(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> "Secrets that the application needs are not there.";
            case UNREADABLE -> "Secrets that the application needs cannot be read.";
            case MALFORMED -> "A file of secrets is malformed or incomplete.";
            case LIMIT_EXCEEDED -> "A file or directory of secrets is larger than the limits allow.";
            case NOT_SEALED -> "A file is imported as sealed, and its content is plain.";
            case VALUE_TAMPERED -> "A sealed value was changed by someone who does not have the key.";
            case MAC_MISMATCH -> "A sealed file is not what was sealed: something was added, removed or replaced.";
            case KEY_UNAVAILABLE -> "A sealed file cannot be opened: none of the keys at hand fits.";
            case INVALID_KEY -> "A key is not valid.";
            case INVALID_CONFIGURATION -> "The configuration of secrets is wrong.";
            case TIMED_OUT -> "Secrets could not be had in time.";
            default -> "Secrets could not be had.";
        };
    }

    private static String action(SecretsException cause) {
        String action = cause.action();
        String standing = switch (cause.reason()) {
            case NOT_SEALED ->
                "Seal it with 'secrets encrypt -i', or drop 'sops:' from the import if it holds no secret.";
            case VALUE_TAMPERED, MAC_MISMATCH ->
                "Restore the file from version control. If it was edited by hand, edit it with 'secrets edit'"
                        + " instead. 'optional:' does not help, and must not.";
            default -> null;
        };
        if (standing != null) {
            return standing;
        }
        String said = (action != null) ? sentence(action) : "Mend what is described above and start again.";
        return (cause instanceof KeyUnavailableException unavailable && isForAge(unavailable))
                ? said + ageAdvice(said)
                : said;
    }

    private static boolean isForAge(KeyUnavailableException unavailable) {
        return unavailable.attempts().stream()
                .anyMatch((attempt) -> attempt.kind().equals("age"));
    }

    private static String ageAdvice(String said) {
        List<String> lines = new ArrayList<>(List.of("", ""));
        if (!said.contains(IDENTITY_FILES)) {
            lines.add("Age identities are read from the files that " + IDENTITY_FILES + " names.");
        }
        lines.add(
                "The import sees this setting only where it stands in the file that imports, or in one before it, and not in");
        lines.add(
                "a document that a profile or a platform activates. In Kubernetes, mount the Secret that holds the key there.");
        lines.add("To let another key open the file, name its recipient in .sops.yaml and seal the file again.");
        return String.join(System.lineSeparator(), lines);
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** A description: a headline, lines of name and value, and a list. */
    static final class Report {

        private final StringBuilder text;

        Report(String headline) {
            this.text = new StringBuilder(headline).append(System.lineSeparator());
        }

        void line(String name, @Nullable String value) {
            if (value != null) {
                this.text.append(String.format("%n    %s: %s", name, value));
            }
        }

        void paragraph(String value) {
            this.text.append(String.format("%n%n%s%n", value));
        }

        void item(String value) {
            this.text.append(String.format("%n    - %s", value));
        }

        void separate() {
            this.text.append(System.lineSeparator());
        }

        @Override
        public String toString() {
            return this.text.toString();
        }
    }
}
