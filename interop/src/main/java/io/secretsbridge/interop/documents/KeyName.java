package io.secretsbridge.interop.documents;

/** The keys of a run, by kind; {@code STRANGER} and {@code PAST} are keys that nobody here holds. */
public enum KeyName {
    /** An X25519 key of age. */
    FIRST,
    /** Another one, in the same keys file. */
    SECOND,
    /** An ssh-ed25519 key. */
    ED25519,
    /** An ssh-rsa key. */
    RSA,
    /** A post-quantum hybrid key of age. */
    HYBRID,
    /** An X25519 key of somebody else. */
    STRANGER,
    /** A hybrid key of somebody else. */
    PAST;

    /**
     * Returns whether this run holds the private half.
     *
     * @return whether it opens files
     */
    public boolean own() {
        return this != STRANGER && this != PAST;
    }

    /**
     * Returns whether a {@code sops} of 2024 knows keys of this kind.
     *
     * @return whether it is an X25519 key
     */
    public boolean old() {
        return this == FIRST || this == SECOND || this == STRANGER;
    }
}
