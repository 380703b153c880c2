package io.secretsbridge.detect;

/** How sure a finding is, from the least to the most. */
public enum Confidence {
    /** A hint: not a secret itself, but something that comes with one, such as the identifier of a static access key. */
    LOW,
    /** The name says that the value is a secret, or the value has a shape that public data sometimes has too. */
    MEDIUM,
    /** The value has a form that only secrets have: a private key, a provider's token, a URL with a password. */
    HIGH;

    /**
     * Returns whether a check should fail on a finding of this confidence.
     *
     * @return {@code true} for all but hints
     */
    public boolean isActionable() {
        return this != LOW;
    }
}
