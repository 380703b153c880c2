package io.secretsbridge.sops;

import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was sealed how when a file was opened: a value that is sealed again at the same key path keeps its text, so that a
 * change of one value changes one line. Of equal values of a list each keeps the text that it had at its place. Each text is
 * given out once; an equal value that is added gets a seal of its own.
 */
final class KnownSeals {

    private record Seal(Key key, int place, SealedText text) {}

    private static final class Key {

        private final byte[] associatedData;

        private final Node plain;

        Key(byte[] associatedData, Node plain) {
            this.associatedData = associatedData;
            this.plain = plain;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && Arrays.equals(this.associatedData, that.associatedData)
                    && this.plain.equals(that.plain);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(this.associatedData) + this.plain.hashCode();
        }
    }

    private final List<Seal> seals = new ArrayList<>();

    /** Remembers a seal. Costs nothing but the list entry, because most files are only opened. */
    void add(byte[] associatedData, Node plain, int place, SealedText text) {
        this.seals.add(new Seal(new Key(associatedData, plain), place, text));
    }

    /** Overwrites the plaintext of all values that were sealed, and forgets them. */
    void wipe() {
        for (Seal seal : this.seals) {
            if (seal.key().plain instanceof ValueNode value) {
                value.wipe();
            }
        }
        this.seals.clear();
    }

    Lookup lookup() {
        Lookup lookup = new Lookup();
        this.seals.forEach(lookup::add);
        return lookup;
    }

    /** The seals of one file, each to be taken once. */
    static final class Lookup {

        private record PlacedKey(Key key, int place) {}

        private static final class Candidate {

            private final SealedText text;

            private boolean taken;

            Candidate(SealedText text) {
                this.text = text;
            }
        }

        private final Map<Key, Deque<Candidate>> byKey = new HashMap<>();

        private final Map<PlacedKey, Deque<Candidate>> byPlace = new HashMap<>();

        private void add(Seal seal) {
            Candidate candidate = new Candidate(seal.text());
            PlacedKey placed = new PlacedKey(seal.key(), seal.place());
            this.byKey.computeIfAbsent(seal.key(), (key) -> new ArrayDeque<>(1)).addLast(candidate);
            this.byPlace.computeIfAbsent(placed, (key) -> new ArrayDeque<>(1)).addLast(candidate);
        }

        @Nullable
        SealedText take(byte[] associatedData, Node plain, int place) {
            Key key = new Key(associatedData, plain);
            SealedText inPlace = poll(this.byPlace.get(new PlacedKey(key, place)));
            return (inPlace != null) ? inPlace : poll(this.byKey.get(key));
        }

        private static @Nullable SealedText poll(@Nullable Deque<Candidate> candidates) {
            while (candidates != null && !candidates.isEmpty()) {
                Candidate candidate = candidates.removeFirst();
                if (!candidate.taken) {
                    candidate.taken = true;
                    return candidate.text;
                }
            }
            return null;
        }
    }
}
