package io.secretsbridge.key.age;

import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * Bech32 (BIP 173) as age uses it: of any length, which Jagged's decoder is not made for.
 */
final class Bech32 {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    private static final int CHECKSUM_LENGTH = 6;

    private static final int BITS = 5;

    private final String prefix;

    private final byte[] data;

    private Bech32(String prefix, byte[] data) {
        this.prefix = prefix;
        this.data = data;
    }

    /**
     * Decodes text and checks its checksum.
     *
     * @throws IllegalArgumentException when it is damaged; the message holds nothing of it
     */
    static Bech32 decode(CharBuffer text) {
        int length = text.length();
        int separator = length - 1;
        boolean upper = false;
        boolean lower = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < '!' || c > '~') {
                throw new IllegalArgumentException("a character that does not belong here");
            }
            upper |= Character.isUpperCase(c);
            lower |= Character.isLowerCase(c);
        }
        while (separator >= 0 && text.charAt(separator) != '1') {
            separator--;
        }
        if (separator < 1 || separator + 1 + CHECKSUM_LENGTH > length || (upper && lower)) {
            throw new IllegalArgumentException("not the form of bech32");
        }
        String prefix = text.subSequence(0, separator).toString();
        byte[] groups = new byte[length - separator - 1];
        try {
            for (int i = 0; i < groups.length; i++) {
                int value = ALPHABET.indexOf(Character.toLowerCase(text.charAt(separator + 1 + i)));
                if (value < 0) {
                    throw new IllegalArgumentException("a character that does not belong here");
                }
                groups[i] = (byte) value;
            }
            if (checksum(prefix, groups) != 1) {
                throw new IllegalArgumentException("a checksum that does not fit");
            }
            return new Bech32(prefix, bytes(groups, groups.length - CHECKSUM_LENGTH));
        } finally {
            Arrays.fill(groups, (byte) 0);
        }
    }

    private static int checksum(String prefix, byte[] groups) {
        int checksum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            checksum = next(checksum, Character.toLowerCase(prefix.charAt(i)) >> BITS);
        }
        checksum = next(checksum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            checksum = next(checksum, Character.toLowerCase(prefix.charAt(i)) & 0x1f);
        }
        for (byte group : groups) {
            checksum = next(checksum, group);
        }
        return checksum;
    }

    private static int next(int checksum, int value) {
        int next = ((checksum & 0x1ffffff) << BITS) ^ value;
        int top = checksum >>> 25;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >> i) & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }

    private static byte[] bytes(byte[] groups, int count) {
        byte[] bytes = new byte[count * BITS / Byte.SIZE];
        int pending = 0;
        int bits = 0;
        int position = 0;
        for (int i = 0; i < count; i++) {
            pending = ((pending << BITS) | groups[i]) & 0xfff;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[position++] = (byte) (pending >> bits);
            }
        }
        if (bits >= BITS || (pending & ((1 << bits) - 1)) != 0) {
            throw new IllegalArgumentException("padding that is not zero");
        }
        return bytes;
    }

    /** Encodes bytes, in lower case. */
    static String encode(String prefix, byte[] data) {
        int length = (data.length * Byte.SIZE + BITS - 1) / BITS;
        byte[] groups = new byte[length + CHECKSUM_LENGTH];
        for (int i = 0; i < length; i++) {
            int bit = i * BITS;
            int high = data[bit / Byte.SIZE] & 0xff;
            int low = (bit / Byte.SIZE + 1 < data.length) ? data[bit / Byte.SIZE + 1] & 0xff : 0;
            groups[i] = (byte) ((((high << Byte.SIZE) | low) >> (2 * Byte.SIZE - BITS - bit % Byte.SIZE)) & 0x1f);
        }
        int checksum = checksum(prefix, groups) ^ 1;
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (int i = 0; i < groups.length; i++) {
            int group = (i < length) ? groups[i] : (checksum >>> (BITS * (groups.length - 1 - i))) & 0x1f;
            text.append(ALPHABET.charAt(group));
        }
        return text.toString();
    }

    /** Returns the human-readable part, in the case in which it was written. */
    String prefix() {
        return this.prefix;
    }

    /** Returns the data itself, which the owner of this value wipes if it is secret. */
    byte[] data() {
        return this.data;
    }
}
