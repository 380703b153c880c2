package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import java.util.List;

/**
 * The {@code destination_rules} of a {@code .sops.yaml}, by which {@code sops publish} chooses where a file goes. The first
 * rule applies whose {@code path_regex} is found in the path of the file as it was given; one without {@code path_regex}
 * applies to all. Immutable.
 */
public final class DestinationRules {

    private static final String RULES = "destination_rules";

    private final List<ConfigMap> rules;

    private final Source source;

    private DestinationRules(List<ConfigMap> rules, Source source) {
        this.rules = List.copyOf(rules);
        this.source = source;
    }

    /**
     * Reads rules, of which the types of all fields are checked.
     *
     * @param root the tree of the {@code .sops.yaml}
     * @param source the file, for errors
     * @return the rules
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when a field is not of its type
     */
    public static DestinationRules of(MapNode root, Source source) {
        List<ConfigMap> rules = new ConfigMap(root, source).maps(RULES);
        rules.forEach(DestinationRule::checkTypes);
        return new DestinationRules(rules, source);
    }

    /**
     * Finds the rule for a file.
     *
     * @param path the path of the file as it was given
     * @return the first rule that matches
     * @throws SecretsException with reason {@code NO_MATCHING_RULE} when none does, {@code INVALID_CONFIGURATION} when one is
     * wrong
     */
    public DestinationRule find(String path) {
        for (ConfigMap rule : this.rules) {
            if (rule.matches(CreationRule.PATH_REGEX, path)) {
                return DestinationRule.of(rule);
            }
        }
        throw new SecretsException(
                Reason.NO_MATCHING_RULE,
                this.source.location(),
                "error loading config: no matching destination found for " + path,
                "Add a destination rule whose path_regex matches that path");
    }
}
