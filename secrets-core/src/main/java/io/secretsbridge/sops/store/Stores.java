package io.secretsbridge.sops.store;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.Node;

/** Finds the store of a format. */
public final class Stores {

    private Stores() {}

    /**
     * Returns the store of a format, laid out as {@code sops} does without settings.
     *
     * @param format the format
     * @return the store, stateless and thread-safe
     */
    public static Store of(Format format) {
        return of(format, StoreOptions.DEFAULT);
    }

    /**
     * Returns the store of a format.
     *
     * @param format the format
     * @param options how files are laid out when they are written
     * @return the store, stateless and thread-safe
     * @throws io.secretsbridge.SecretsException with reason {@code INVALID_ARGUMENT} when the indentation is out of range for the format
     */
    public static Store of(Format format, StoreOptions options) {
        return switch (format) {
            case JSON -> new JsonStore(options.jsonIndent());
            case BINARY -> new BinaryStore(options.jsonBinaryIndent());
            case DOTENV -> new DotenvStore();
            case INI -> new IniStore();
            case YAML -> new YamlStore(options.yamlIndent());
        };
    }

    /**
     * Reads one JSON value that is no file: the counterpart of {@link Store#writeValue}.
     *
     * @param source the text
     * @return a map, a list or a value
     * @throws io.secretsbridge.SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public static Node readJsonValue(Source source) {
        return JsonReader.readValue(source);
    }
}
