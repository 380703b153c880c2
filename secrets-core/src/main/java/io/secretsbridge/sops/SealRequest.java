package io.secretsbridge.sops;

import io.secretsbridge.key.MasterKey;
import java.util.List;
import java.util.Objects;

/**
 * How a plain file is to be sealed: who may open it, and which of its values are sealed.
 *
 * @param keyGroups the master keys by group; one group in the normal case, any key of which opens the file
 * @param shamirThreshold how many groups are needed to open the file, 0 for all; of no meaning with a single group
 * @param selector which values are sealed; {@link Selector#DEFAULT} is written out as the suffix {@code _unencrypted}, except
 * in binary files
 * @param macOnlyEncrypted whether the MAC covers only the sealed values, so that the others may be changed without the key
 */
public record SealRequest(
        List<List<MasterKey>> keyGroups, int shamirThreshold, Selector selector, boolean macOnlyEncrypted) {

    /**
     * Creates a request.
     *
     * @param keyGroups the master keys by group
     * @param shamirThreshold how many groups are needed to open the file, 0 for all
     * @param selector which values are sealed
     * @param macOnlyEncrypted whether the MAC covers only the sealed values
     */
    public SealRequest {
        keyGroups = keyGroups.stream().map(List::copyOf).toList();
        Objects.requireNonNull(selector, "'selector' must not be null");
    }

    /**
     * Returns a request with one group of keys, any of which opens the file, and everything else as {@code sops} does it
     * unless told otherwise.
     *
     * @param keys the keys
     * @return the request
     */
    public static SealRequest to(List<MasterKey> keys) {
        return new SealRequest(List.of(keys), 0, Selector.DEFAULT, false);
    }

    /**
     * Returns this request with other keys.
     *
     * @param groups the master keys by group
     * @return the request
     */
    public SealRequest withKeyGroups(List<List<MasterKey>> groups) {
        return new SealRequest(groups, this.shamirThreshold, this.selector, this.macOnlyEncrypted);
    }

    /**
     * Returns this request with another selector.
     *
     * @param changed which values are sealed
     * @return the request
     */
    public SealRequest withSelector(Selector changed) {
        return new SealRequest(this.keyGroups, this.shamirThreshold, changed, this.macOnlyEncrypted);
    }
}
