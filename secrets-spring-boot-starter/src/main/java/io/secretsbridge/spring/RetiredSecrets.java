package io.secretsbridge.spring;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;

/**
 * Secret texts that were rotated away. What was built from them at the start, such as a bound configuration class, may still hold them,
 * and an old password may well be valid for a while, so they stay masked. Not meant for applications.
 */
public final class RetiredSecrets {

    /** Some years of daily rotation of one secret, or as many bytes as a large page. */
    private static final int MAX_TEXTS = 1_000;

    private final Deque<String> texts = new ArrayDeque<>();

    /**
     * Takes texts that are no longer in use; the oldest make room when there are too many.
     *
     * @param old the texts
     */
    public synchronized void add(Collection<String> old) {
        for (String text : old) {
            if (!text.isEmpty()) {
                this.texts.remove(text);
                this.texts.addLast(text);
            }
        }
        while (this.texts.size() > MAX_TEXTS) {
            this.texts.removeFirst();
        }
    }

    /**
     * Returns the texts.
     *
     * @return the texts, none of them empty
     */
    public synchronized Set<String> texts() {
        return Set.copyOf(this.texts);
    }

    /** Returns how many there are. */
    @Override
    public synchronized String toString() {
        return "RetiredSecrets[" + this.texts.size() + "]";
    }
}
