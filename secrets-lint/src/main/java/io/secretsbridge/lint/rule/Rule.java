package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Manifest;

/** A rule. It keeps no state. */
public interface Rule {

    /** Returns what is to be known of it. */
    RuleInfo info();

    /**
     * Looks at one object.
     *
     * @param manifest the object
     * @param report takes what is found
     */
    void check(Manifest manifest, Report report);
}
