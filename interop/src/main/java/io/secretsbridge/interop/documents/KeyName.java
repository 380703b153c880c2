package io.secretsbridge.interop.documents;

/** The keys of a run, by kind; those that are not {@link #own()} are held by nobody here. */
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
    /** A PGP key by RSA. */
    PGP_RSA,
    /** A PGP key by Curve25519. */
    PGP_CURVE,
    /** An X25519 key of somebody else. */
    STRANGER,
    /** A hybrid key of somebody else. */
    PAST,
    /** A PGP key of somebody else. */
    PGP_STRANGER;

    /**
     * Returns whether this run holds the private half.
     *
     * @return whether it opens files
     */
    public boolean own() {
        return this != STRANGER && this != PAST && this != PGP_STRANGER;
    }

    /**
     * Returns whether a {@code sops} of 2024 knows keys of this kind.
     *
     * @return whether it is an X25519 or a PGP key
     */
    public boolean old() {
        return this == FIRST || this == SECOND || this == STRANGER || pgp();
    }

    /**
     * Returns whether this is a PGP key.
     *
     * @return {@code false} for the keys of age
     */
    public boolean pgp() {
        return this == PGP_RSA || this == PGP_CURVE || this == PGP_STRANGER;
    }
}
