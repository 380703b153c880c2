package io.secretsbridge.sops;

import java.util.Locale;
import java.util.Objects;

/**
 * Which values of a file are sealed. A file has at most one selector; a file without one seals all but the keys that end in
 * {@code _unencrypted}.
 *
 * @param kind how the text selects
 * @param text the suffix or the regular expression (Go RE2 syntax), empty for {@link Kind#DEFAULT}
 */
public record Selector(Kind kind, String text) {

    /** How a selector selects; the constants' names in lower case are the keys of the metadata. */
    public enum Kind {
        /** Nothing written: as {@link #UNENCRYPTED_SUFFIX} with {@code _unencrypted}. */
        DEFAULT,
        /** All but values with a key on their path that ends so. */
        UNENCRYPTED_SUFFIX,
        /** Only values with a key on their path that ends so. */
        ENCRYPTED_SUFFIX,
        /** All but values with a key on their path that matches. */
        UNENCRYPTED_REGEX,
        /** Only values with a key on their path that matches. */
        ENCRYPTED_REGEX,
        /** All but values under a comment that matches. */
        UNENCRYPTED_COMMENT_REGEX,
        /** Only values under a comment that matches. */
        ENCRYPTED_COMMENT_REGEX;

        /**
         * Returns the key of the metadata and of creation rules.
         *
         * @return the constant's name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Returns whether comments decide, rather than keys.
         *
         * @return whether this is one of the two expressions for comments
         */
        public boolean byComment() {
            return this == UNENCRYPTED_COMMENT_REGEX || this == ENCRYPTED_COMMENT_REGEX;
        }
    }

    /** The suffix that {@code sops} writes when a file is made without a selector. */
    public static final String DEFAULT_SUFFIX = "_unencrypted";

    /** Nothing written. */
    public static final Selector DEFAULT = new Selector(Kind.DEFAULT, "");

    /**
     * Creates a selector.
     *
     * @param kind how the text selects
     * @param text the suffix or the regular expression
     */
    public Selector {
        Objects.requireNonNull(kind, "'kind' must not be null");
        Objects.requireNonNull(text, "'text' must not be null");
    }

    /**
     * Returns what a file says that is sealed with this selector: {@code sops} writes its default suffix out.
     *
     * @return this, or the selector of {@link #DEFAULT_SUFFIX} when this is the default
     */
    public Selector explicit() {
        return (this.kind == Kind.DEFAULT) ? new Selector(Kind.UNENCRYPTED_SUFFIX, DEFAULT_SUFFIX) : this;
    }
}
