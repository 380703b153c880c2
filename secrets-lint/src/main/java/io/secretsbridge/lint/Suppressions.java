package io.secretsbridge.lint;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.sops.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Which findings are allowed, each with a reason. As a file:
 *
 * <pre>{@code
 * allow:
 * - rule: env-secret-key-ref
 *   files: vendor/**
 *   path: spec.template.spec.containers[0]
 *   reason: the vendor's image reads nothing but its environment
 * }</pre>
 *
 * <p>{@code files} is a name as reports show it, in which {@code *} stands for any part of a name and {@code **} for any directories
 * too; {@code path} is the beginning of a place in the object, and may be left out. The rule {@code not-checked} allows files that
 * cannot be read as YAML. Immutable.
 */
public final class Suppressions {

    /** What the file is called by custom, in the directory that the command runs in. */
    public static final String FILE_NAME = ".secrets-lint.yaml";

    /** Nothing is allowed. */
    public static final Suppressions NONE = new Suppressions(List.of());

    private static final String NOT_CHECKED = "not-checked";

    private static final String ACTION = "Each entry of 'allow' has rule, files and reason, and may have path";

    private final List<Entry> entries;

    private record Entry(String rule, String files, String path) {

        boolean covers(String otherRule, String file, String place) {
            return this.rule.equals(otherRule) && place.startsWith(this.path) && Globs.matches(this.files, file);
        }
    }

    private Suppressions(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the file of them.
     *
     * @param file the file
     * @return the suppressions
     * @throws SecretsException with reason {@code MALFORMED}, {@code LIMIT_EXCEEDED} or {@code INVALID_CONFIGURATION}, when a reason
     *     is missing too
     */
    public static Suppressions read(Source file) {
        SourceText source = SourceText.of(file);
        List<Entry> entries = new ArrayList<>();
        for (Manifest document : Manifest.read(source)) {
            if (!document.root().get("allow").isSequence()) {
                throw invalid(source, document.root(), "'allow' is missing or no list");
            }
            document.root().get("allow").items().forEach((item) -> entries.add(entry(source, item)));
        }
        return new Suppressions(entries);
    }

    private static Entry entry(SourceText source, Cursor item) {
        for (Cursor each : item.entries()) {
            if (!List.of("rule", "files", "path", "reason").contains(each.name()) || !each.isScalar()) {
                throw invalid(source, each, "'" + each.path() + "' means nothing here");
            }
        }
        for (String key : List.of("rule", "files", "reason")) {
            if (item.get(key).text().isBlank()) {
                throw invalid(source, item, "an entry has no '" + key + "'");
            }
        }
        String rule = item.get("rule").text();
        if (Catalog.find(rule).isEmpty() && !rule.equals(NOT_CHECKED)) {
            throw invalid(source, item.get("rule"), "there is no such rule");
        }
        return new Entry(rule, item.get("files").text(), item.get("path").text());
    }

    private static SecretsException invalid(SourceText source, Cursor place, String problem) {
        return new SecretsException(
                Reason.INVALID_CONFIGURATION, source.at(place.span().start()), problem, ACTION);
    }

    boolean allows(Finding finding) {
        return covers(finding.rule().id(), finding.file(), finding.path());
    }

    boolean allowsFailure(SecretsException failure) {
        String file = failure.location().source();
        return file != null && failure.reason() == Reason.MALFORMED && covers(NOT_CHECKED, file, "");
    }

    private boolean covers(String rule, String file, String path) {
        return this.entries.stream().anyMatch((entry) -> entry.covers(rule, file, path));
    }
}
