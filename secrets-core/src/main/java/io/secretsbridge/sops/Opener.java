package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes plaintext of a sealed document. Every value is authenticated together with its key path, then the MAC over the
 * whole file; nothing is returned before both hold, and what was opened until then is wiped when they do not.
 */
public final class Opener {

    private static final String RESTORE = "Restore the file from version control, or ask who changed it";

    /** Integers of fewer digits are the same as a double. */
    private static final int LARGE_INTEGER_DIGITS = 16;

    private final Document document;

    private final Source source;

    private final ValueCipher cipher;

    private final TreeWalk walk;

    private final Mac mac;

    private final KnownSeals seals = new KnownSeals();

    /** Whether plain integers that no double can hold are read as doubles. */
    private final boolean integersAsDoubles;

    private boolean sawLargeInteger;

    private Opener(Document document, DataKey dataKey, Source source, boolean integersAsDoubles) {
        this.document = document;
        this.source = source;
        this.cipher = new ValueCipher(dataKey);
        this.walk = new TreeWalk(Selection.lenient(document.metadata().selector(), source.location()), source.name());
        this.mac = new Mac(document.metadata().macOnlyEncrypted());
        this.integersAsDoubles = integersAsDoubles;
    }

    /**
     * Opens a document.
     *
     * @param document the sealed document
     * @param dataKey the key that seals its values
     * @param source the file, for errors
     * @return the plain trees
     * @throws SecretsException with reason {@code VALUE_TAMPERED} when a value is not authentic or not sealed where it should
     * be, {@code MAC_MISMATCH} when the file as a whole is not what was sealed, {@code LIMIT_EXCEEDED} when it is nested
     * deeper than {@link Node#MAX_DEPTH} or its key paths are longer than 256 MiB together
     */
    public static Opened open(Document document, DataKey dataKey, Source source) {
        Opener opener = new Opener(document, dataKey, source, false);
        try {
            return opener.open(true);
        } catch (SecretsException ex) {
            if (ex.reason() != Reason.MAC_MISMATCH || !opener.sawLargeInteger) {
                throw ex;
            }
            // Before 3.13.2, sops read each number of a JSON file as a double and built the MAC over that. Then the
            // double
            // is what was authenticated, so it is what is read.
            return new Opener(document, dataKey, source, true).open(true);
        }
    }

    /**
     * Opens a document without checking its MAC. Values may have been removed, repeated, swapped within a list, or taken
     * from an older version of the file; for rescue by hand only.
     *
     * @param document the sealed document
     * @param dataKey the key that seals its values
     * @param source the file, for errors
     * @return the plain trees
     * @throws SecretsException as {@link #open}, without {@code MAC_MISMATCH}
     */
    public static Opened openIgnoringMac(Document document, DataKey dataKey, Source source) {
        return new Opener(document, dataKey, source, false).open(false);
    }

    /**
     * Returns whether a data key is the one of a document: the MAC, a value or a comment is authentic under it, however damaged the
     * rest is. What a group of shares or a replaced {@code sops} block gives need not be.
     *
     * @param document the sealed document
     * @param dataKey the key in question
     * @param source the file, for errors
     * @return whether it seals anything in the document
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} as {@link #open}
     */
    public static boolean fits(Document document, DataKey dataKey, Source source) {
        Opener opener = new Opener(document, dataKey, source, false);
        byte[] mac = opener.sealedMac();
        if (mac != null) {
            Arrays.fill(mac, (byte) 0);
            return true;
        }
        Trial trial = opener.new Trial();
        opener.walk.walk(document.branches(), trial);
        return trial.opened;
    }

    private Opened open(boolean verifyMac) {
        Values values = new Values();
        try {
            List<MapNode> branches = this.walk.walk(this.document.branches(), values);
            if (verifyMac) {
                verifyMac();
            }
            return new Opened(branches, this.seals);
        } catch (RuntimeException ex) {
            this.seals.wipe();
            throw ex;
        }
    }

    private void verifyMac() {
        if (this.document.metadata().mac().isEmpty()) {
            throw macMismatch("the file has no MAC, so nothing shows that it is complete");
        }
        byte[] expected = sealedMac();
        if (expected == null) {
            throw macMismatch(
                    "the MAC of the file is not authentic: it, or lastmodified, was changed or made with another data key");
        }
        if (!MessageDigest.isEqual(expected, this.mac.finish())) {
            throw macMismatch("the MAC does not match: something in the file was changed, moved, added or removed");
        }
    }

    /** Returns the digest that the MAC seals, or {@code null} when it is not authentic. */
    private byte @Nullable [] sealedMac() {
        Metadata metadata = this.document.metadata();
        SealedText sealed = SealedText.parse(metadata.mac().getBytes(StandardCharsets.UTF_8));
        return (sealed == null)
                ? null
                : this.cipher.open(sealed, metadata.lastModified().getBytes(StandardCharsets.UTF_8));
    }

    private SecretsException macMismatch(String problem) {
        return new SecretsException(Reason.MAC_MISMATCH, this.source.location(), problem, RESTORE);
    }

    /** Opens the leaves of the tree. */
    private final class Values implements TreeWalk.Visitor {

        @Override
        public Node value(ValueNode value, boolean sealed) {
            Node plain = sealed ? open(value) : unsealed(value);
            if (plain instanceof ValueNode opened) {
                Opener.this.mac.add(opened, sealed);
            }
            return plain;
        }

        private ValueNode unsealed(ValueNode value) {
            if (value.type() != ValueNode.Type.INTEGER || value.length() < LARGE_INTEGER_DIGITS) {
                return value;
            }
            Opener.this.sawLargeInteger = true;
            return Opener.this.integersAsDoubles
                    ? ValueNode.floating((double) Long.parseLong(value.text()), value.position())
                    : value;
        }

        @Override
        public CommentNode mapComment(CommentNode comment, boolean sealed) {
            return sealed ? open(comment) : comment;
        }

        @Override
        public Node listComment(CommentNode comment, boolean sealed) {
            return mapComment(comment, sealed);
        }

        private Node open(ValueNode value) {
            if (!value.isString()) {
                throw tampered(value.position(), "the value is not sealed, but the file says that it is");
            }
            if (value.length() == 0) {
                // The format does not seal the empty text; the MAC covers it.
                return value;
            }
            byte[] text = value.toByteArray();
            SealedText sealed = SealedText.parse(text);
            if (sealed == null) {
                throw unreadable(text, value.position());
            }
            if (!Scalars.isWord(sealed.type())) {
                throw tampered(
                        value.position(),
                        "the value is sealed as a type that is not known here",
                        "Check the 'type' at the end of the value; " + RESTORE);
            }
            byte[] associatedData = Opener.this.walk.associatedData();
            byte[] plain = Opener.this.cipher.open(sealed, associatedData);
            if (plain == null) {
                throw tampered(
                        value.position(),
                        "the value is not authentic: it was changed, moved from another key, or sealed with another data key");
            }
            Node node = Scalars.node(sealed.type(), plain, value.position());
            if (node == null) {
                throw tampered(value.position(), "the sealed value is not of the type that it says");
            }
            Opener.this.seals.add(associatedData, node, Opener.this.walk.place(), sealed);
            return node;
        }

        /** Opens a comment; one that cannot be opened is a plain one of an old file, and no MAC ever covers comments. */
        private CommentNode open(CommentNode comment) {
            byte[] text = comment.text().getBytes(StandardCharsets.UTF_8);
            SealedText sealed = SealedText.parse(text);
            if (sealed == null || !sealed.type().equals(Scalars.COMMENT)) {
                return comment;
            }
            byte[] associatedData = Opener.this.walk.associatedData();
            byte[] plain = Opener.this.cipher.open(sealed, associatedData);
            if (plain == null
                    || !(Scalars.node(sealed.type(), plain, comment.position()) instanceof CommentNode opened)) {
                return comment;
            }
            Opener.this.seals.add(associatedData, opened, Opener.this.walk.place(), sealed);
            return opened;
        }

        private SecretsException unreadable(byte[] text, Position position) {
            if (SealedText.hasKnownCipher(text)) {
                return tampered(position, "the sealed value is damaged: it is cut off or not in base64");
            }
            if (SealedText.looksSealed(text)) {
                return tampered(
                        position,
                        "the value is sealed with a cipher that is not known here; SOPS files use AES256_GCM",
                        "Open it with the program that sealed it");
            }
            return tampered(position, "the value is not sealed, but the file says that it is");
        }

        private SecretsException tampered(Position position, String problem) {
            return tampered(position, problem, RESTORE);
        }

        private SecretsException tampered(Position position, String problem, @Nullable String action) {
            return new SecretsException(Reason.VALUE_TAMPERED, Opener.this.walk.at(position), problem, action);
        }
    }

    /** Looks for one leaf that the key opens, wherever the selector, which may be damaged too, says that sealed ones are. */
    private final class Trial implements TreeWalk.Visitor {

        private boolean opened;

        @Override
        public Node value(ValueNode value, boolean sealed) {
            if (value.isString()) {
                attempt(value.toByteArray());
            }
            return value;
        }

        @Override
        public CommentNode mapComment(CommentNode comment, boolean sealed) {
            attempt(comment.text().getBytes(StandardCharsets.UTF_8));
            return comment;
        }

        @Override
        public Node listComment(CommentNode comment, boolean sealed) {
            return mapComment(comment, sealed);
        }

        private void attempt(byte[] text) {
            SealedText sealed = this.opened ? null : SealedText.parse(text);
            if (sealed != null) {
                byte[] plain = Opener.this.cipher.open(sealed, Opener.this.walk.associatedData());
                if (plain != null) {
                    Arrays.fill(plain, (byte) 0);
                    this.opened = true;
                }
            }
        }
    }
}
