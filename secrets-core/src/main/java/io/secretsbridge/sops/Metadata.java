package io.secretsbridge.sops;

import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.tree.MapNode;
import java.util.List;

/**
 * What the {@code sops} block of a file says: who can unlock the data key, which values are sealed, when, and the MAC.
 *
 * @param keyGroups the key groups; one in the normal case
 * @param shamirThreshold how many groups are needed, 0 when not written
 * @param lastModified when the file was last sealed, RFC 3339 in seconds as {@code sops} renders it; part of the MAC
 * @param mac the sealed MAC, empty when there is none
 * @param selector which values are sealed
 * @param macOnlyEncrypted whether the MAC covers only the sealed values
 * @param version the version of the program that made the file
 */
public record Metadata(
        List<KeyGroup> keyGroups,
        int shamirThreshold,
        String lastModified,
        String mac,
        Selector selector,
        boolean macOnlyEncrypted,
        String version) {

    /** The key of the block in YAML and JSON, the section in INI, and with {@code _} the prefix in dotenv. */
    public static final String KEY = "sops";

    /**
     * The version written to files made here: the newest release of {@code sops} whose behaviour this follows. It must be a
     * semantic version, and not above the reader's for the reader to be content.
     */
    public static final String COMPATIBLE_VERSION = "3.13.3";

    /**
     * Creates metadata.
     *
     * @param keyGroups the key groups
     * @param shamirThreshold how many groups are needed, 0 when not written
     * @param lastModified when the file was last sealed
     * @param mac the sealed MAC
     * @param selector which values are sealed
     * @param macOnlyEncrypted whether the MAC covers only the sealed values
     * @param version the version of the program that made the file
     */
    public Metadata {
        keyGroups = List.copyOf(keyGroups);
    }

    /**
     * Reads the block.
     *
     * @param block the map under {@link #KEY}, or what unflattening made of it; scalars may be strings
     * @param source the file, for errors
     * @return the metadata
     * @throws io.secretsbridge.SecretsException with reason {@code MALFORMED} when the block is not what the format says
     */
    public static Metadata read(MapNode block, Source source) {
        return MetadataCodec.read(block, source);
    }

    /**
     * Returns this metadata with another seal over the file.
     *
     * @param time when the file was sealed, as {@link #lastModified()}
     * @param sealedMac the sealed MAC
     * @return the metadata
     */
    public Metadata withMac(String time, String sealedMac) {
        return new Metadata(
                this.keyGroups,
                this.shamirThreshold,
                time,
                sealedMac,
                this.selector,
                this.macOnlyEncrypted,
                this.version);
    }

    /**
     * Returns this metadata with other key groups, the data key being the same.
     *
     * @param groups the key groups
     * @param threshold how many groups are needed, 0 to write none
     * @return the metadata
     */
    public Metadata withKeyGroups(List<KeyGroup> groups, int threshold) {
        return new Metadata(
                groups, threshold, this.lastModified, this.mac, this.selector, this.macOnlyEncrypted, this.version);
    }

    /**
     * Returns who can unlock the file.
     *
     * @return the master keys by group, and how many groups are needed
     */
    public MasterKeys masterKeys() {
        return MasterKeys.of(this.keyGroups, this.shamirThreshold);
    }

    /**
     * Returns this metadata with another version.
     *
     * @param changed the version
     * @return the metadata
     */
    public Metadata withVersion(String changed) {
        return new Metadata(
                this.keyGroups,
                this.shamirThreshold,
                this.lastModified,
                this.mac,
                this.selector,
                this.macOnlyEncrypted,
                changed);
    }

    /**
     * Returns this metadata with another selector.
     *
     * @param changed the selector
     * @return the metadata
     */
    public Metadata withSelector(Selector changed) {
        return new Metadata(
                this.keyGroups,
                this.shamirThreshold,
                this.lastModified,
                this.mac,
                changed,
                this.macOnlyEncrypted,
                this.version);
    }

    /**
     * Writes the block, keys in alphabetical order at every level as {@code sops} does since 3.13.
     *
     * @return the map to put under {@link #KEY}
     */
    public MapNode toNode() {
        return MetadataCodec.write(this);
    }
}
