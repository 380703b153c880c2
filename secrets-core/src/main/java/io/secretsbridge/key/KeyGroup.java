package io.secretsbridge.key;

import java.util.List;

/**
 * A group of master keys of which any one suffices. With several groups each wraps a share of the data key.
 *
 * @param keys the wrapped keys in file order
 */
public record KeyGroup(List<WrappedKey> keys) {

    /**
     * Creates a group.
     *
     * @param keys the wrapped keys in file order
     */
    public KeyGroup {
        keys = List.copyOf(keys);
    }
}
