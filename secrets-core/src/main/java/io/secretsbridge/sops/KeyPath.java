package io.secretsbridge.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys from the root of a tree to the node at hand, in the form that is the associated data of a sealed value: each key
 * with a colon after it, or a single colon where there is no key. List indices are not part of it, so all elements of a
 * list have the same.
 */
final class KeyPath {

    private static final byte[] NO_KEYS = {':'};

    /** The lengths before each key on the path. */
    private int[] lengths = new int[16];

    private int depth;

    private byte[] buffer = new byte[256];

    private int length;

    /** A copy of the buffer, kept until the path changes, so that the elements of a list share it. */
    private byte @Nullable [] current;

    void push(String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int end = this.length + name.length + 1;
        if (end > this.buffer.length) {
            this.buffer = Arrays.copyOf(this.buffer, Math.max(end, 2 * this.buffer.length));
        }
        System.arraycopy(name, 0, this.buffer, this.length, name.length);
        this.buffer[end - 1] = ':';
        if (this.depth == this.lengths.length) {
            this.lengths = Arrays.copyOf(this.lengths, 2 * this.depth);
        }
        this.lengths[this.depth] = this.length;
        this.depth++;
        this.length = end;
        this.current = null;
    }

    void pop() {
        this.depth--;
        this.length = this.lengths[this.depth];
        this.current = null;
    }

    /** Returns the associated data, which must not be changed. */
    byte[] associatedData() {
        if (this.current == null) {
            this.current = (this.length == 0) ? NO_KEYS : Arrays.copyOf(this.buffer, this.length);
        }
        return this.current;
    }
}
