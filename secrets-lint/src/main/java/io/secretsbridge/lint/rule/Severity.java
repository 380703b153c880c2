package io.secretsbridge.lint.rule;

import java.util.Locale;

/** How bad a finding is, from the least to the most. */
public enum Severity {
    /** Worth a look. */
    INFO,
    /** Makes a leak easier or worse. */
    WARNING,
    /** A secret in clear text or in an environment, or a door to all of them. */
    ERROR;

    /** Returns the word that reports use. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
