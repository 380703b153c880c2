package io.secretsbridge.key;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A data key, or a share of one, wrapped by a master key.
 *
 * @param masterKey the master key
 * @param wrapped the wrapped data key as the metadata's {@code enc} field has it: base64, armour or a service's own text
 * @param createdAt when it was wrapped, RFC 3339, or {@code null} where the kind has no such field
 */
public record WrappedKey(
        MasterKey masterKey, String wrapped, @Nullable String createdAt) {

    /**
     * Creates a wrapped key.
     *
     * @param masterKey the master key
     * @param wrapped the wrapped data key as the metadata's {@code enc} field has it
     * @param createdAt when it was wrapped, RFC 3339, or {@code null}
     */
    public WrappedKey {
        Objects.requireNonNull(masterKey, "'masterKey' must not be null");
        Objects.requireNonNull(wrapped, "'wrapped' must not be null");
    }

    @Override
    public String toString() {
        return "WrappedKey[" + this.masterKey + "]";
    }
}
