package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.tree.MapNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code stores} of a {@code .sops.yaml}: how many spaces each format indents by. Immutable.
 */
public final class Layout {

    private static final String INDENT = "indent";

    private final Map<String, Integer> indents;

    private Layout(Map<String, Integer> indents) {
        this.indents = Map.copyOf(indents);
    }

    /**
     * Reads the settings.
     *
     * @param root the tree of the {@code .sops.yaml}
     * @param source the file, for errors
     * @return the settings
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when a field is not of its type
     */
    public static Layout of(MapNode root, Source source) {
        ConfigMap stores = new ConfigMap(root, source).map("stores");
        Map<String, Integer> indents = new HashMap<>();
        for (String store : List.of("yaml", "json", "json_binary", "dotenv", "ini")) {
            ConfigMap options = stores.map(store);
            if (options.has(INDENT)) {
                indents.put(store, options.integer(INDENT, 0));
            }
        }
        return new Layout(indents);
    }

    /**
     * Returns by how much a format indents.
     *
     * @param store the key of the format, for example {@code json_binary}
     * @param otherwise what holds without a setting
     * @return the indentation
     */
    public int indent(String store, int otherwise) {
        return this.indents.getOrDefault(store, otherwise);
    }
}
