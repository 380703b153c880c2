package io.secretsbridge.sops.store;

import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import java.util.List;

/**
 * One file format: bytes to tree and tree to bytes, equal to what {@code sops} reads and writes. Stateless and thread-safe.
 * Every read sets positions on the nodes and throws {@link io.secretsbridge.SecretsException} with reason
 * {@code MALFORMED} or {@code LIMIT_EXCEEDED} and the line of the problem; every write throws it with reason
 * {@code NOT_EXPRESSIBLE} when the format cannot hold the tree. Error texts never quote the content.
 */
public interface Store {

    /**
     * Reads a sealed file.
     *
     * @param source the file
     * @return the trees without the {@code sops} block, and the metadata
     * @throws io.secretsbridge.SecretsException also with reason {@code NOT_SEALED} when there is no {@code sops} block
     */
    Document read(Source source);

    /**
     * Reads a plain file, of which a key {@code sops} is a key like any other.
     *
     * @param source the file
     * @return one tree for each document, none when the format knows empty files and this is one
     */
    List<MapNode> readPlain(Source source);

    /**
     * Writes a sealed file.
     *
     * @param document the trees and the metadata
     * @return the bytes
     */
    byte[] write(Document document);

    /**
     * Writes a plain file.
     *
     * @param branches one tree for each document
     * @return the bytes, which the caller wipes after use
     */
    byte[] writePlain(List<MapNode> branches);

    /**
     * Writes one node of an opened file that is no map, as {@code sops decrypt --extract} prints it.
     *
     * @param node a list or a value
     * @return the bytes, which the caller wipes after use
     */
    byte[] writeValue(Node node);

    /**
     * Returns whether a plain tree uses the key that this format reserves for the metadata.
     *
     * @param branch the tree
     * @return {@code true} when it must not be sealed as it is
     */
    boolean usesReservedKey(MapNode branch);
}
