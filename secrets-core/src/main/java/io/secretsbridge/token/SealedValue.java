package io.secretsbridge.token;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a sealed value, which {@link ValueSealer} describes. Every value has exactly one text.
 *
 * @param slots the master keys, with the data key wrapped by each
 * @param data the commitment and the ciphertext
 */
record SealedValue(List<Slot> slots, byte[] data) {

    /** The most characters of a text. More than all fields together have in practice, and little enough to hold many. */
    static final int MAX_LENGTH = 256 * 1024;

    /** The most master keys of one value. */
    static final int MAX_KEYS = 16;

    /** The most characters of a wrapped data key. An armoured PGP message to an RSA key of 16,384 bits has fewer than 4,000. */
    static final int MAX_WRAPPED = 16 * 1024;

    private static final String OPENING = "ENC[TINK_V1";

    private static final String KEY = ",key:";

    private static final String WRAPPED = ",dek:";

    private static final String DATA = ",data:";

    private static final String CLOSING = "]";

    /**
     * A master key, and the data key wrapped by it.
     *
     * @param uri the URI of the master key
     * @param wrapped the wrapped data key as a SOPS file has it
     */
    record Slot(String uri, String wrapped) {}

    /** Reads a text; {@code null} when it is not exactly one that {@link #toString()} makes. */
    static @Nullable SealedValue parse(String text) {
        int data = text.indexOf(DATA);
        if (text.length() > MAX_LENGTH || !text.startsWith(OPENING + KEY) || !text.endsWith(CLOSING) || data < 0) {
            return null;
        }
        List<Slot> slots = new ArrayList<>();
        int at = OPENING.length();
        while (at < data) {
            int wrapped = text.indexOf(WRAPPED, at);
            if (!text.startsWith(KEY, at) || wrapped < 0 || wrapped > data || slots.size() == MAX_KEYS) {
                return null;
            }
            int end = Math.min(endOfWord(text, wrapped + 1), data);
            Slot slot =
                    slot(text.substring(at + KEY.length(), wrapped), text.substring(wrapped + WRAPPED.length(), end));
            if (slot == null) {
                return null;
            }
            slots.add(slot);
            at = end;
        }
        byte[] bytes = decode(text.substring(data + DATA.length(), text.length() - CLOSING.length()));
        SealedValue value = (bytes != null) ? new SealedValue(slots, bytes) : null;
        // Whatever a decoder forgives, such as padding or unused bits, is written in another way.
        return (value != null && value.toString().equals(text)) ? value : null;
    }

    private static int endOfWord(String text, int from) {
        int end = text.indexOf(',', from);
        return (end < 0) ? text.length() : end;
    }

    private static @Nullable Slot slot(String uri, String encoded) {
        byte[] wrapped = decode(encoded);
        if (uri.length() > KeyUri.MAX_LENGTH || wrapped == null || wrapped.length == 0) {
            return null;
        }
        try {
            String text = Texts.decode(wrapped, wrapped.length);
            return (text.length() > MAX_WRAPPED) ? null : new Slot(uri, text);
        } catch (CharacterCodingException ex) {
            return null;
        }
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException ex) {
            return null;
        }
    }

    /** Returns the text up to the data, which the ciphertext authenticates. */
    static String header(List<Slot> slots) {
        StringBuilder text = new StringBuilder(OPENING);
        for (Slot slot : slots) {
            text.append(KEY).append(slot.uri());
            text.append(WRAPPED).append(encode(slot.wrapped().getBytes(StandardCharsets.UTF_8)));
        }
        return text.toString();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return header(this.slots) + DATA + encode(this.data) + CLOSING;
    }
}
