package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;

/** What opens age files: the secret half of a key. Never prints anything secret; wiped by {@link #close()}. */
abstract class Identity implements AutoCloseable {

    /**
     * Returns what finds its own stanzas in a header. It throws a {@link io.secretsbridge.SecretsException} when a stanza is its own
     * but the identity cannot be used, for example because nobody is there to type its passphrase.
     */
    abstract RecipientStanzaReader reader();

    /** Returns the public name by which an error speaks of it. */
    abstract String publicName();

    /** Returns whether this identity is worth trying first for a recipient. A guess, which must cost little. */
    abstract boolean mayBeFor(AgeRecipient recipient);

    /** Returns whether a person will be asked without knowing that this identity fits, so that it is tried when no other does. */
    boolean needsPerson() {
        return false;
    }

    @Override
    public abstract void close();
}
