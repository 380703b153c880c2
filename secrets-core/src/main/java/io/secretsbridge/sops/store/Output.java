package io.secretsbridge.sops.store;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a file that is being written. Leaves no copy of them behind, and refuses to grow past what could be read
 * again.
 */
final class Output {

    private static final int START = 1024;

    private byte[] bytes = {};

    private int length;

    void write(int oneByte) {
        reserve(1);
        this.bytes[this.length++] = (byte) oneByte;
    }

    void write(byte[] from) {
        write(from, 0, from.length);
    }

    void write(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, this.bytes, this.length, end - start);
        this.length += end - start;
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void repeat(int oneByte, int times) {
        reserve(times);
        Arrays.fill(this.bytes, this.length, this.length + times, (byte) oneByte);
        this.length += times;
    }

    private void reserve(int more) {
        if (more <= this.bytes.length - this.length) {
            return;
        }
        if (more > Source.MAX_BYTES - this.length) {
            wipe();
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    Location.NONE,
                    "the result would be larger than " + Source.MAX_BYTES / (1024 * 1024)
                            + " MiB, which could not be read again",
                    "Split the file, or seal a key instead of the data itself");
        }
        byte[] old = this.bytes;
        this.bytes = Arrays.copyOf(
                old, Math.min(Source.MAX_BYTES, Math.max(this.length + more, Math.max(START, old.length * 2))));
        Arrays.fill(old, (byte) 0);
    }

    /** Returns what was written and wipes the buffer. */
    byte[] take() {
        byte[] result = Arrays.copyOf(this.bytes, this.length);
        wipe();
        return result;
    }

    private void wipe() {
        Arrays.fill(this.bytes, (byte) 0);
        this.length = 0;
    }
}
