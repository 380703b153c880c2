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
 * change of one value changes one line. Each text is given out once; an equal value that is added gets a seal of its own.
 */
final class KnownSeals {

    private record Seal(Key key, SealedText text) {}

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
    void add(byte[] associatedData, Node plain, SealedText text) {
        this.seals.add(new Seal(new Key(associatedData, plain), text));
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
        Map<Key, Deque<SealedText>> texts = new HashMap<>();
        for (Seal seal : this.seals) {
            texts.computeIfAbsent(seal.key(), (key) -> new ArrayDeque<>(1)).addLast(seal.text());
        }
        return new Lookup(texts);
    }

    /** The seals of one file, each to be taken once. */
    static final class Lookup {

        /** Knows no seal. */
        static final Lookup NONE = new Lookup(Map.of());

        private final Map<Key, Deque<SealedText>> texts;

        private Lookup(Map<Key, Deque<SealedText>> texts) {
            this.texts = texts;
        }

        @Nullable
        SealedText take(byte[] associatedData, Node plain) {
            Deque<SealedText> known = this.texts.get(new Key(associatedData, plain));
            return (known == null) ? null : known.pollFirst();
        }
    }
}
