package io.secretsbridge.lint.rule;

import io.secretsbridge.detect.SecretDetector;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.yaml.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes the findings of all rules on one object, and knows the other objects that are looked at with it. */
public final class Report {

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");

    private final Manifest manifest;

    private final World world;

    private final List<Finding> findings = new ArrayList<>();

    private final Set<Mark> seen = new HashSet<>();

    private record Mark(String rule, Span span, String message) {}

    /** Starts a report on an object. */
    public Report(Manifest manifest, World world) {
        this.manifest = manifest;
        this.world = world;
    }

    /** Returns what the other objects say. */
    World world() {
        return this.world;
    }

    /** Adds a finding; what an alias repeats is said once. */
    void add(RuleInfo rule, Cursor place, String message) {
        String safe = shown(message);
        if (this.seen.add(new Mark(rule.id(), place.span(), safe))) {
            this.findings.add(new Finding(rule, this.manifest.source(), place.span(), shown(place.path()), safe));
        }
    }

    /** Names are shown, and somebody may have put a token where a name belongs. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder(CONTROL.matcher(text).replaceAll("?"));
        List<io.secretsbridge.detect.Finding> secrets = SecretDetector.inspectText(shown.toString());
        for (int i = secrets.size() - 1; i >= 0; i--) {
            int start = secrets.get(i).offset();
            int end = start;
            while (end < shown.length() && !Character.isWhitespace(shown.charAt(end)) && shown.charAt(end) != '\'') {
                end++;
            }
            shown.replace(start, end, "***");
        }
        return shown.toString();
    }

    /** Returns the findings. */
    public List<Finding> findings() {
        return List.copyOf(this.findings);
    }
}
