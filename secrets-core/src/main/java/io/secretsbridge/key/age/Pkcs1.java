package io.secretsbridge.key.age;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Puts an RSA key of PKCS #1 into the envelope of PKCS #8, the only form that the JDK reads. */
final class Pkcs1 {

    private static final int SEQUENCE = 0x30;

    private static final int OCTET_STRING = 0x04;

    /** The version 0, and the algorithm rsaEncryption with its NULL (RFC 8017, appendix A.1). */
    private static final byte[] HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private Pkcs1() {}

    /** Returns the key in its envelope, which the caller wipes. */
    static byte[] toPkcs8(byte[] key) {
        byte[] octets = element(OCTET_STRING, key);
        byte[] content = Arrays.copyOf(HEAD, HEAD.length + octets.length);
        System.arraycopy(octets, 0, content, HEAD.length, octets.length);
        try {
            return element(SEQUENCE, content);
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(content, (byte) 0);
        }
    }

    /** A DER element; keys are shorter than 16 MiB. */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(tag);
        if (content.length > 0xffff) {
            head.write(0x83);
            head.write(content.length >> 16);
        } else if (content.length > 0xff) {
            head.write(0x82);
        } else if (content.length > 0x7f) {
            head.write(0x81);
        }
        if (content.length > 0xff) {
            head.write(content.length >> 8);
        }
        head.write(content.length);
        byte[] element = Arrays.copyOf(head.toByteArray(), head.size() + content.length);
        System.arraycopy(content, 0, element, head.size(), content.length);
        return element;
    }
}
