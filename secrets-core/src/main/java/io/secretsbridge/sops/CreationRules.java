package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The {@code creation_rules} of a {@code .sops.yaml}: with which keys and selector a new file is sealed. The first rule whose
 * {@code path_regex} is found in the path of the file, relative to the directory of the {@code .sops.yaml}, applies;
 * a rule without {@code path_regex} applies to all. Unknown keys are ignored. Immutable.
 */
public final class CreationRules {

    private static final String RULES = "creation_rules";

    private final ConfigMap root;

    private final Source source;

    private final Path directory;

    private CreationRules(ConfigMap root, Source source, Path directory) {
        this.root = root;
        this.source = source;
        this.directory = directory;
    }

    /**
     * Reads rules. The types of all fields of all rules are checked; what the fields say is looked at only in the rule that
     * applies to a file, as in {@code sops}.
     *
     * @param root the tree of the {@code .sops.yaml}
     * @param source the file, for errors
     * @param directory the directory of the file, to which paths are relative
     * @return the rules
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when a field is not of its type
     */
    public static CreationRules of(MapNode root, Source source, Path directory) {
        ConfigMap map = new ConfigMap(root, source);
        map.maps(RULES).forEach(CreationRule::checkTypes);
        return new CreationRules(map, source, directory.toAbsolutePath().normalize());
    }

    /**
     * Returns whether there are no rules at all, which counts as if there were no {@code .sops.yaml}.
     *
     * @return whether the key {@code creation_rules} is missing
     */
    public boolean isEmpty() {
        return !this.root.has(RULES);
    }

    /**
     * Finds the rule for a file.
     *
     * @param file the file, which need not exist
     * @return the first rule that matches, empty when there are no rules at all
     * @throws SecretsException with reason {@code NO_MATCHING_RULE} when there are rules and none matches,
     * {@code INVALID_CONFIGURATION} when a rule is wrong
     */
    public Optional<CreationRule> find(Path file) {
        if (isEmpty()) {
            return Optional.empty();
        }
        String path = relative(file);
        List<ConfigMap> rules = this.root.maps(RULES);
        for (ConfigMap rule : rules) {
            if (rule.matches(CreationRule.PATH_REGEX, path)) {
                return Optional.of(CreationRule.of(rule));
            }
        }
        throw new SecretsException(
                Reason.NO_MATCHING_RULE,
                this.source.location(),
                "error loading config: no matching creation rules found for " + path,
                "Add a rule whose path_regex matches that path, or name the keys on the command line");
    }

    private String relative(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        // By the names alone, as sops does it; the file may not exist yet.
        return absolute.startsWith(this.directory) && !absolute.equals(this.directory)
                ? this.directory.relativize(absolute).toString()
                : absolute.toString();
    }
}
