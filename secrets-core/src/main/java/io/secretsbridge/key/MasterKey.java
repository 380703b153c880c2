package io.secretsbridge.key;

import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.Objects;

/**
 * The name of a key that wraps data keys: its kind and the fields by which a SOPS file names it. It holds nothing secret.
 * Kinds without a provider on the class path are carried as they are.
 */
public final class MasterKey {

    private final String kind;

    private final MapNode fields;

    /**
     * Creates a master key.
     *
     * @param kind the name of the kind's list in the metadata: {@code age}, {@code kms}, {@code gcp_kms},
     * {@code azure_kv}, {@code hc_vault}, {@code pgp}
     * @param fields the fields that name the key, without {@code enc} and {@code created_at}
     */
    public MasterKey(String kind, MapNode fields) {
        this.kind = Objects.requireNonNull(kind, "'kind' must not be null");
        this.fields = Objects.requireNonNull(fields, "'fields' must not be null");
    }

    /**
     * Returns the name of the kind's list in the metadata.
     *
     * @return the kind
     */
    public String kind() {
        return this.kind;
    }

    /**
     * Returns the fields that name the key.
     *
     * @return the fields
     */
    public MapNode fields() {
        return this.fields;
    }

    /**
     * Returns a field that is a string.
     *
     * @param name the field
     * @return its text, empty when there is no such field or it is no string
     */
    public String field(String name) {
        return (this.fields.get(name) instanceof ValueNode value && value.isString()) ? value.text() : "";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MasterKey that && this.kind.equals(that.kind) && this.fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * this.kind.hashCode() + this.fields.hashCode();
    }

    @Override
    public String toString() {
        return "MasterKey[" + this.kind + "]";
    }
}
