package io.secretsbridge;

import io.secretsbridge.sops.CreationRules;
import io.secretsbridge.sops.DestinationRules;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Layout;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.StoreOptions;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A {@code .sops.yaml}: with which keys new files are sealed, how files are laid out, and where they are published. Immutable.
 */
public final class SopsConfig {

    /** The name of the file that is searched for. */
    public static final String FILE_NAME = ".sops.yaml";

    /** A name that people give the file by mistake, and that nothing reads. */
    public static final String MISTAKEN_NAME = ".sops.yml";

    /** How many directories are searched, the first included: 100, as in {@code sops}. */
    private static final int MAX_LEVELS = 100;

    private final Path file;

    private final CreationRules creationRules;

    private final DestinationRules destinationRules;

    private final Layout layout;

    private SopsConfig(Path file, CreationRules creationRules, DestinationRules destinationRules, Layout layout) {
        this.file = file;
        this.creationRules = creationRules;
        this.destinationRules = destinationRules;
        this.layout = layout;
    }

    /**
     * Searches a directory and those above it, up to 100 levels, for a {@code .sops.yaml}. The command line under the name
     * {@code sops} starts at the working directory, everything else at the directory of the file to seal.
     *
     * @param startDirectory the directory to start at
     * @return the file, empty when there is none
     */
    public static Optional<Path> find(Path startDirectory) {
        return search(startDirectory, FILE_NAME);
    }

    /**
     * Searches in the same way for a file that was meant to be a {@code .sops.yaml} and has the wrong name, to tell the user
     * why it has no effect.
     *
     * @param startDirectory the directory to start at
     * @return the file, empty when there is none
     */
    public static Optional<Path> findMistaken(Path startDirectory) {
        return search(startDirectory, MISTAKEN_NAME);
    }

    private static Optional<Path> search(Path startDirectory, String name) {
        Path directory = startDirectory.toAbsolutePath().normalize();
        for (int level = 0; level < MAX_LEVELS && directory != null; level++) {
            Path candidate = directory.resolve(name);
            if (Files.exists(candidate)) {
                return Optional.of(candidate);
            }
            directory = directory.getParent();
        }
        return Optional.empty();
    }

    /**
     * Reads a {@code .sops.yaml}.
     *
     * @param file the file, under whatever name
     * @return the configuration
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code LIMIT_EXCEEDED} or
     * {@code MALFORMED} when it cannot be read, {@code INVALID_CONFIGURATION} when a field is not of its type; what else is
     * wrong in a rule shows when the rule is used
     */
    public static SopsConfig read(Path file) {
        Source source = Source.read(file);
        List<MapNode> documents =
                isBlank(source) ? List.of() : Stores.of(Format.YAML).readPlain(source);
        MapNode root = documents.isEmpty() ? MapNode.EMPTY : documents.get(0);
        Path directory = file.toAbsolutePath().normalize().getParent();
        return new SopsConfig(
                file,
                CreationRules.of(root, source, (directory == null) ? file.toAbsolutePath() : directory),
                DestinationRules.of(root, source),
                Layout.of(root, source));
    }

    /** YAML without any value is no configuration, and no document to the stores either. */
    private static boolean isBlank(Source source) {
        return new String(source.bytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .allMatch((line) -> line.isEmpty() || line.startsWith("#"));
    }

    /**
     * Returns where the configuration was read.
     *
     * @return the file as the caller named it
     */
    public Path file() {
        return this.file;
    }

    /**
     * Returns with which keys new files are sealed.
     *
     * @return the creation rules
     */
    public CreationRules creationRules() {
        return this.creationRules;
    }

    /**
     * Returns where {@code sops publish} puts files. Publishing itself is not offered here.
     *
     * @return the destination rules
     */
    public DestinationRules destinationRules() {
        return this.destinationRules;
    }

    /**
     * Returns how files are laid out when they are written.
     *
     * @return the {@code stores} settings
     */
    public StoreOptions storeOptions() {
        StoreOptions defaults = StoreOptions.DEFAULT;
        return new StoreOptions(
                this.layout.indent("yaml", defaults.yamlIndent()),
                this.layout.indent("json", defaults.jsonIndent()),
                this.layout.indent("json_binary", defaults.jsonBinaryIndent()));
    }

    @Override
    public String toString() {
        return "SopsConfig[" + this.file + "]";
    }
}
