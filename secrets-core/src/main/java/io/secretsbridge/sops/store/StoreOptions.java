package io.secretsbridge.sops.store;

/**
 * How files are laid out when they are written; the {@code stores} settings of {@code .sops.yaml} and the {@code --indent}
 * option of {@code sops}. Reading does not depend on it.
 *
 * @param yamlIndent spaces per level in YAML; 0 for the default of 4
 * @param jsonIndent spaces per level in JSON; -1 for one tab, 0 for lines without indentation
 * @param jsonBinaryIndent the same for the JSON that holds a sealed binary file
 */
public record StoreOptions(int yamlIndent, int jsonIndent, int jsonBinaryIndent) {

    /** What {@code sops} does without settings: YAML by 4 spaces, JSON by tabs. */
    public static final StoreOptions DEFAULT = new StoreOptions(0, -1, -1);

    /**
     * Returns options that indent every format alike.
     *
     * @param indent the value of {@code --indent}
     * @return the options
     */
    public StoreOptions withIndent(int indent) {
        return new StoreOptions(indent, indent, indent);
    }
}
