package io.secretsbridge.lint.rule;

import java.util.List;

/**
 * What is to be known of a rule.
 *
 * @param id its name, for reports and suppressions
 * @param severity how bad its findings are
 * @param title what it finds, in one line
 * @param reason why that is bad
 * @param remedy what to do instead
 * @param bad a file in which it finds something
 * @param good the same done well, in which it finds nothing
 * @param file what the examples are called, since some rules go by the name of a file
 * @param equivalents the rules of other tools that look for the same or a part of it
 */
public record RuleInfo(
        String id,
        Severity severity,
        String title,
        String reason,
        String remedy,
        String bad,
        String good,
        String file,
        List<String> equivalents) {

    /** A comment that should allow something and does not. Not of the catalog, since nothing allows it. */
    public static final RuleInfo SUPPRESSION = of(
                    "suppression-invalid", Severity.ERROR, "a comment that allows a finding is not valid")
            .because(
                    "An exception without a reason cannot be judged by whoever reads it next, and one for a rule that does"
                            + " not exist allows nothing.",
                    "Write: # secrets-bridge:allow RULE REASON");

    /** Copies the lists. */
    public RuleInfo {
        equivalents = List.copyOf(equivalents);
    }

    static RuleInfo of(String id, Severity severity, String title) {
        return new RuleInfo(id, severity, title, "", "", "", "", "example.yaml", List.of());
    }

    RuleInfo because(String why, String mend) {
        return new RuleInfo(
                this.id, this.severity, this.title, why, mend, this.bad, this.good, this.file, this.equivalents);
    }

    RuleInfo examples(String worse, String better) {
        return new RuleInfo(
                this.id,
                this.severity,
                this.title,
                this.reason,
                this.remedy,
                worse,
                better,
                this.file,
                this.equivalents);
    }

    RuleInfo in(String name) {
        return new RuleInfo(
                this.id,
                this.severity,
                this.title,
                this.reason,
                this.remedy,
                this.bad,
                this.good,
                name,
                this.equivalents);
    }

    RuleInfo like(String... rules) {
        return new RuleInfo(
                this.id,
                this.severity,
                this.title,
                this.reason,
                this.remedy,
                this.bad,
                this.good,
                this.file,
                List.of(rules));
    }

    /** Returns where its page lies in the project's documentation. */
    public String page() {
        return "docs/lint/" + this.id + ".md";
    }
}
