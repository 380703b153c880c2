package io.secretsbridge.pgp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.gpg.keybox.KeyBlob;
import org.bouncycastle.gpg.keybox.PublicKeyRingBlob;
import org.bouncycastle.gpg.keybox.bc.BcKeyBox;
import org.bouncycastle.openpgp.PGPPublicKeyRing;

/**
 * The keybox, {@code pubring.kbx}: a chain of blobs, each with its length before it. Bouncy Castle reads the blobs, and we hand them over
 * one by one, because it stops at the place of a deleted key, and at any blob that it does not know.
 */
final class KeyBoxes {

    private static final byte[] MAGIC = {'K', 'B', 'X', 'f'};

    private static final int MAGIC_AT = 8;

    private static final int TYPE_AT = 4;

    private static final int OPEN_PGP = 2;

    private static final int MIN_BLOB = 5;

    private KeyBoxes() {}

    static boolean isOne(byte[] content) {
        return content.length >= MAGIC_AT + MAGIC.length
                && ByteBuffer.wrap(content, MAGIC_AT, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /**
     * Reads the public keys of a keybox; keys that cannot be read are left out.
     *
     * @throws IOException when the chain is broken
     */
    static List<PGPPublicKeyRing> read(byte[] content) throws IOException {
        ByteBuffer box = ByteBuffer.wrap(content);
        byte[] head = blob(box);
        List<PGPPublicKeyRing> rings = new ArrayList<>();
        while (box.hasRemaining()) {
            byte[] blob = blob(box);
            if (blob[TYPE_AT] == OPEN_PGP) {
                add(head, blob, rings);
            }
        }
        return rings;
    }

    private static byte[] blob(ByteBuffer box) throws IOException {
        long length = (box.remaining() >= MIN_BLOB) ? Integer.toUnsignedLong(box.getInt(box.position())) : 0;
        if (length < MIN_BLOB || length > box.remaining()) {
            throw new IOException("A broken keybox");
        }
        byte[] blob = new byte[(int) length];
        box.get(blob);
        return blob;
    }

    private static void add(byte[] head, byte[] blob, List<PGPPublicKeyRing> rings) {
        byte[] box = ByteBuffer.allocate(head.length + blob.length)
                .put(head)
                .put(blob)
                .array();
        try {
            for (KeyBlob key : new BcKeyBox(box).getKeyBlobs()) {
                if (key instanceof PublicKeyRingBlob ring) {
                    rings.add(ring.getPGPPublicKeyRing());
                }
            }
        } catch (IOException | RuntimeException ex) {
            // A key of a kind that is not known here, and not the one that is looked for.
        }
    }
}
