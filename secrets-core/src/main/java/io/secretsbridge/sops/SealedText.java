package io.secretsbridge.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The text of a sealed value, {@code ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]}. Read by hand, because a regular expression
 * over every value of a large file costs more than the decryption.
 */
final class SealedText {

    /** The length of a GCM tag in bytes. */
    static final int TAG_LENGTH = 16;

    private static final byte[] ANY_CIPHER = ascii("ENC[");

    private static final byte[] PREFIX = ascii("ENC[AES256_GCM,data:");

    private static final byte[] IV = ascii(",iv:");

    private static final byte[] TAG = ascii(",tag:");

    private static final byte[] TYPE = ascii(",type:");

    /** The type of nearly all values, of which not every one needs a word of its own. */
    private static final String STRING = "str";

    private static final byte[] STRING_WORD = ascii(STRING);

    private final byte[] data;

    private final byte[] iv;

    private final String type;

    /**
     * Creates a sealed value.
     *
     * @param data the ciphertext followed by the tag
     * @param iv the initialization vector
     * @param type the word for the type of the plaintext
     */
    SealedText(byte[] data, byte[] iv, String type) {
        this.data = data;
        this.iv = iv;
        this.type = type;
    }

    byte[] data() {
        return this.data;
    }

    byte[] iv() {
        return this.iv;
    }

    String type() {
        return this.type;
    }

    /**
     * Reads a sealed value. As in {@code sops}, text after the closing bracket does not matter, and nor does anything from
     * the first line break on.
     *
     * @param text the text in UTF-8
     * @return the value, or {@code null} when the text does not have that form
     */
    static @Nullable SealedText parse(byte[] text) {
        if (!startsWith(text, PREFIX)) {
            return null;
        }
        int end = lastIndexOf(text, ']', endOfLine(text));
        int type = lastIndexOf(text, TYPE, end - 1);
        int tag = lastIndexOf(text, TAG, type - 1);
        int iv = lastIndexOf(text, IV, tag - 1);
        if (iv <= PREFIX.length) {
            return null;
        }
        try {
            byte[] data = decode(text, PREFIX.length, iv);
            byte[] mac = decode(text, tag + TAG.length, type);
            byte[] joined = Arrays.copyOf(data, data.length + mac.length);
            System.arraycopy(mac, 0, joined, data.length, mac.length);
            return new SealedText(joined, decode(text, iv + IV.length, tag), word(text, type + TYPE.length, end));
        } catch (IllegalArgumentException ex) {
            return null;
        }
    }

    /**
     * Returns whether a text begins like a sealed value of any cipher.
     */
    static boolean looksSealed(byte[] text) {
        return startsWith(text, ANY_CIPHER);
    }

    /**
     * Returns whether a text begins like a sealed value of the one cipher that is known here.
     */
    static boolean hasKnownCipher(byte[] text) {
        return startsWith(text, PREFIX);
    }

    /**
     * Writes a sealed value.
     */
    byte[] toBytes() {
        Base64.Encoder base64 = Base64.getEncoder();
        int split = this.data.length - TAG_LENGTH;
        byte[] encodedData = base64.encode(Arrays.copyOf(this.data, split));
        byte[] encodedIv = base64.encode(this.iv);
        byte[] encodedTag = base64.encode(Arrays.copyOfRange(this.data, split, this.data.length));
        byte[] encodedType = ascii(this.type);
        return concat(PREFIX, encodedData, IV, encodedIv, TAG, encodedTag, TYPE, encodedType, new byte[] {']'});
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static String word(byte[] text, int from, int to) {
        return Arrays.equals(text, from, to, STRING_WORD, 0, STRING_WORD.length)
                ? STRING
                : new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] decode(byte[] text, int from, int to) {
        return Base64.getDecoder().decode(Arrays.copyOfRange(text, from, to));
    }

    private static int endOfLine(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return text.length;
    }

    private static int lastIndexOf(byte[] text, char wanted, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Finds the last place of a word that ends at least one character before a limit, so that what it marks is not empty. */
    private static int lastIndexOf(byte[] text, byte[] word, int limit) {
        for (int i = limit - word.length; i >= 0; i--) {
            if (text[i] == word[0] && Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] text, byte[] prefix) {
        return text.length >= prefix.length && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "SealedText[" + this.type + "]";
    }
}
