package io.secretsbridge.key.age;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The first block of a PEM file (RFC 7468, with the headers of RFC 1421). */
final class Pem {

    private static final String BEGIN = "-----BEGIN ";

    private static final String END = "-----END ";

    private static final String DASHES = "-----";

    private final String label;

    private final Map<String, String> headers;

    private final byte[] content;

    private Pem(String label, Map<String, String> headers, byte[] content) {
        this.label = label;
        this.headers = headers;
        this.content = content;
    }

    /** Reads a block; the caller wipes the text. */
    static Pem parse(byte[] text) throws InvalidKeyException {
        int position = 0;
        String label = null;
        Map<String, String> headers = new HashMap<>();
        byte[] base64 = new byte[text.length];
        int length = 0;
        try {
            while (position < text.length) {
                int end = position;
                while (end < text.length && text[end] != '\n') {
                    end++;
                }
                if (label != null && line(text, position, end, END).equals(END + label + DASHES)) {
                    byte[] packed = Arrays.copyOf(base64, length);
                    try {
                        return new Pem(label, headers, Base64.getMimeDecoder().decode(packed));
                    } finally {
                        Arrays.fill(packed, (byte) 0);
                    }
                }
                int colon = indexOfColon(text, position, end);
                if (startsWith(text, position, BEGIN)) {
                    label = label(line(text, position, end));
                    length = 0;
                    headers.clear();
                } else if (label != null && length == 0 && colon >= 0) {
                    headers.put(line(text, position, colon), line(text, colon + 1, end));
                } else if (label != null) {
                    System.arraycopy(text, position, base64, length, end - position);
                    length += end - position;
                }
                position = end + 1;
            }
        } catch (IllegalArgumentException ex) {
            throw new SshKeyException("damaged: its base64 is broken");
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
        throw new SshKeyException("cut off: there is no END line");
    }

    private static String label(String line) throws InvalidKeyException {
        if (!line.endsWith(DASHES) || line.length() < BEGIN.length() + DASHES.length()) {
            throw new SshKeyException("damaged: its BEGIN line is broken");
        }
        return line.substring(BEGIN.length(), line.length() - DASHES.length());
    }

    /** Returns a line of the frame, never one of the content. */
    private static String line(byte[] text, int start, int end) {
        return new String(text, start, end - start, StandardCharsets.ISO_8859_1).strip();
    }

    private static int indexOfColon(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    /** Returns a line that starts with a prefix, or else the empty text. */
    private static String line(byte[] text, int start, int end, String prefix) {
        return startsWith(text, start, prefix) ? line(text, start, end) : "";
    }

    private static boolean startsWith(byte[] text, int start, String prefix) {
        byte[] expected = prefix.getBytes(StandardCharsets.US_ASCII);
        int end = start + expected.length;
        return end <= text.length && Arrays.equals(text, start, end, expected, 0, expected.length);
    }

    /** Returns what stands after BEGIN. */
    String label() {
        return this.label;
    }

    /** Returns a header, or the empty text. */
    String header(String name) {
        return this.headers.getOrDefault(name, "");
    }

    /** Returns the bytes themselves, which the owner of this block wipes. */
    byte[] content() {
        return this.content;
    }
}
