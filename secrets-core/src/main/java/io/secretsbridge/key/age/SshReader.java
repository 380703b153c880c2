package io.secretsbridge.key.age;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;

/** Reads the fields of SSH's binary form (RFC 4251, section 5). What does not fit is an {@link SshKeyException}. */
final class SshReader {

    private final ByteBuffer bytes;

    SshReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Returns a copy of a string of bytes. */
    byte[] bytes() throws InvalidKeyException {
        int length = number();
        if (length < 0 || length > this.bytes.remaining()) {
            throw new SshKeyException("cut off");
        }
        byte[] content = new byte[length];
        this.bytes.get(content);
        return content;
    }

    String text() throws InvalidKeyException {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    /** Returns an unsigned integer of 32 bits; those beyond 2^31 come out negative. */
    int number() throws InvalidKeyException {
        if (this.bytes.remaining() < Integer.BYTES) {
            throw new SshKeyException("cut off");
        }
        return this.bytes.getInt();
    }

    /** Returns an integer of any length, which must not be negative, nor longer than SSH allows for RSA. */
    BigInteger integer() throws InvalidKeyException {
        byte[] content = bytes();
        if (content.length > SshRsa.MAX_BITS / Byte.SIZE + 1) {
            throw new SshKeyException("damaged: a number is too large");
        }
        BigInteger integer = (content.length == 0) ? BigInteger.ZERO : new BigInteger(content);
        if (integer.signum() < 0) {
            throw new SshKeyException("damaged: a number is negative");
        }
        return integer;
    }

    byte[] rest() {
        byte[] rest = new byte[this.bytes.remaining()];
        this.bytes.get(rest);
        return rest;
    }

    void end() throws InvalidKeyException {
        if (this.bytes.hasRemaining()) {
            throw new SshKeyException("more than a key");
        }
    }
}
