package io.secretsbridge.sops;

import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest over the plaintext of a file that its {@code mac} seals: SHA-512 of the canonical bytes of the values in the
 * order of the tree, as upper-case hex. Without its seal it would prove nothing.
 */
final class Mac {

    /**
     * What a digest over the sealed values alone begins with, so that it never equals one over all: the SHA-256 of
     * {@code sops}, fixed by the format.
     */
    private static final byte[] ONLY_ENCRYPTED =
            HexFormat.of().parseHex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69");

    private final boolean onlyEncrypted;

    private final MessageDigest digest;

    Mac(boolean onlyEncrypted) {
        this.onlyEncrypted = onlyEncrypted;
        try {
            this.digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every JDK has SHA-512", ex);
        }
        if (onlyEncrypted) {
            this.digest.update(ONLY_ENCRYPTED);
        }
    }

    void add(ValueNode plain, boolean encrypted) {
        if (encrypted || !this.onlyEncrypted) {
            plain.addTo(this.digest);
        }
    }

    byte[] finish() {
        return HexFormat.of().withUpperCase().formatHex(this.digest.digest()).getBytes(StandardCharsets.US_ASCII);
    }
}
