package io.secretsbridge.sops;

import com.google.re2j.PatternSyntaxException;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a sealed document of plain trees: seals the values that the selector names, builds the MAC over the plaintext and
 * seals it.
 */
public final class Sealer {

    private final Selection selection;

    private final ValueCipher cipher;

    private final TreeWalk walk;

    private final Mac mac;

    private final KnownSeals.Lookup known;

    private Sealer(Metadata metadata, DataKey dataKey, KnownSeals.Lookup known, @Nullable String source) {
        this.selection = selection(metadata.selector(), source);
        this.cipher = new ValueCipher(dataKey);
        this.walk = new TreeWalk(this.selection, source);
        this.mac = new Mac(metadata.macOnlyEncrypted());
        this.known = known;
    }

    private static Selection selection(Selector selector, @Nullable String source) {
        Location where = new Location(source, 0, 0, null);
        try {
            return Selection.strict(selector, where);
        } catch (PatternSyntaxException ex) {
            // As a selector it would match nothing, and under encrypted_regex nothing would be sealed.
            throw new SecretsException(
                    Reason.INVALID_ARGUMENT,
                    where,
                    selector.kind().word() + " is not a valid regular expression: " + ex.getDescription(),
                    "Use the syntax of RE2, which has no look-around and no back-references",
                    ex);
        }
    }

    /**
     * Seals plain trees.
     *
     * @param branches the plain trees
     * @param metadata who may open the file and which values are sealed; its MAC and time are not used
     * @param dataKey the key to seal with, which the key groups of the metadata wrap
     * @param now the time that becomes {@code lastmodified}, in seconds
     * @param source the name of the file for errors, or {@code null}
     * @return the sealed document
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when the selector is not a valid regular expression,
     * {@code SEAL_FAILED} when a sealed comment would match {@code unencrypted_comment_regex}, {@code LIMIT_EXCEEDED} when
     * the tree is nested deeper than {@link Node#MAX_DEPTH}
     */
    public static Document seal(
            List<MapNode> branches, Metadata metadata, DataKey dataKey, Instant now, @Nullable String source) {
        return new Sealer(metadata, dataKey, new KnownSeals().lookup(), source).seal(branches, metadata, now);
    }

    /**
     * Seals changed trees of an opened file with its own data key. A value that stayed at its key path keeps its sealed
     * text.
     *
     * @param opened the file as it was opened
     * @param changed the plain trees to seal
     * @param metadata who may open the file and which values are sealed; its MAC and time are not used
     * @param dataKey the data key of the file
     * @param now the time that becomes {@code lastmodified}, in seconds
     * @param source the name of the file for errors, or {@code null}
     * @return the sealed document
     * @throws SecretsException as {@link #seal}
     */
    public static Document reseal(
            Opened opened,
            List<MapNode> changed,
            Metadata metadata,
            DataKey dataKey,
            Instant now,
            @Nullable String source) {
        return new Sealer(metadata, dataKey, opened.seals().lookup(), source).seal(changed, metadata, now);
    }

    private Document seal(List<MapNode> branches, Metadata metadata, Instant now) {
        List<MapNode> sealed = this.walk.walk(branches, new Values());
        String lastModified = now.truncatedTo(ChronoUnit.SECONDS).toString();
        byte[] sealedMac = this.cipher
                .seal(this.mac.finish(), "str", lastModified.getBytes(StandardCharsets.UTF_8))
                .toBytes();
        return new Document(sealed, metadata.withMac(lastModified, new String(sealedMac, StandardCharsets.US_ASCII)));
    }

    /** Seals the leaves of the tree. */
    private final class Values implements TreeWalk.Visitor {

        @Override
        public Node value(ValueNode value, boolean sealed) {
            Sealer.this.mac.add(value, sealed);
            return sealed
                    ? string(seal(value, value.toByteArray(), Scalars.word(value.type())), value.position())
                    : value;
        }

        @Override
        public CommentNode mapComment(CommentNode comment, boolean sealed) {
            return sealed ? new CommentNode(seal(comment), comment.inline(), comment.position()) : comment;
        }

        @Override
        public Node listComment(CommentNode comment, boolean sealed) {
            return sealed ? ValueNode.string(seal(comment), comment.position()) : comment;
        }

        private String seal(CommentNode comment) {
            byte[] text = comment.text().getBytes(StandardCharsets.UTF_8);
            // Whether it stood at the end of a line is not sealed, so it must not count when seals are compared.
            CommentNode plain = new CommentNode(comment.text(), false, comment.position());
            String sealed = new String(seal(plain, text, Scalars.COMMENT), StandardCharsets.US_ASCII);
            if (Sealer.this.selection.misreadsSealedComment(sealed)) {
                throw new SecretsException(
                        Reason.SEAL_FAILED,
                        Sealer.this.walk.at(comment.position()),
                        "the sealed form of a comment matches unencrypted_comment_regex, so the file could not be opened",
                        "Make the regular expression more specific");
            }
            return sealed;
        }

        private byte[] seal(Node plain, byte[] bytes, String type) {
            if (bytes.length == 0) {
                // The format does not seal the empty text.
                return bytes;
            }
            byte[] associatedData = Sealer.this.walk.associatedData();
            SealedText known = Sealer.this.known.take(associatedData, plain, Sealer.this.walk.place());
            try {
                SealedText sealed = (known != null) ? known : Sealer.this.cipher.seal(bytes, type, associatedData);
                return sealed.toBytes();
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        private static ValueNode string(byte[] text, Position position) {
            return ValueNode.ofCanonical(ValueNode.Type.STRING, text, position);
        }
    }
}
