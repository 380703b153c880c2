package io.secretsbridge.sops;

import io.secretsbridge.SecretsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the {@code destination_rules}: where a file is published, and how it is sealed for that place. Immutable.
 */
public final class DestinationRule {

    private static final String RECREATION_RULE = "recreation_rule";

    private static final String OMIT_EXTENSIONS = "omit_extensions";

    private static final String VAULT_PATH = "vault_path";

    private static final String VAULT_VERSION = "vault_kv_version";

    private static final int NEWEST_VAULT_VERSION = 2;

    private static final List<String> TEXTS = List.of(
            CreationRule.PATH_REGEX,
            "s3_bucket",
            "s3_prefix",
            "gcs_bucket",
            "gcs_prefix",
            VAULT_PATH,
            "vault_address",
            "vault_kv_mount_name");

    private final ConfigMap map;

    private final Optional<Destination> destination;

    private DestinationRule(ConfigMap map, Optional<Destination> destination) {
        this.map = map;
        this.destination = destination;
    }

    static void checkTypes(ConfigMap rule) {
        TEXTS.forEach(rule::string);
        rule.integer(VAULT_VERSION, 0);
        rule.bool(OMIT_EXTENSIONS);
        CreationRule.checkTypes(rule.map(RECREATION_RULE));
    }

    static DestinationRule of(ConfigMap map) {
        List<Destination> destinations = new ArrayList<>();
        if (!map.string("s3_bucket").isEmpty()) {
            destinations.add(new Destination.S3(map.string("s3_bucket"), map.string("s3_prefix")));
        }
        if (!map.string("gcs_bucket").isEmpty()) {
            destinations.add(new Destination.Gcs(map.string("gcs_bucket"), map.string("gcs_prefix")));
        }
        if (!map.string(VAULT_PATH).isEmpty()) {
            destinations.add(vault(map));
        }
        if (destinations.size() > 1) {
            throw map.invalid(
                    CreationRule.PATH_REGEX, "a destination rule has more than one destination; it can have only one");
        }
        return new DestinationRule(map, destinations.stream().findFirst());
    }

    private static Destination vault(ConfigMap map) {
        String mount = map.string("vault_kv_mount_name");
        int version = map.integer(VAULT_VERSION, 0);
        return new Destination.Vault(
                map.string("vault_address"),
                mount.isEmpty() ? "secret/" : mount.endsWith("/") ? mount : mount + "/",
                map.string(VAULT_PATH),
                (version == 0) ? NEWEST_VAULT_VERSION : version);
    }

    /**
     * Returns where the file goes.
     *
     * @return the destination, empty when the rule names none
     */
    public Optional<Destination> destination() {
        return this.destination;
    }

    /**
     * Returns how the file is sealed for its destination.
     *
     * @return the rule; one without keys when the file stays as it is
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when it has more than one selector
     */
    public CreationRule recreationRule() {
        return CreationRule.of(this.map.map(RECREATION_RULE));
    }

    /**
     * Returns whether the published name has no file name extension.
     *
     * @return {@code omit_extensions}
     */
    public boolean omitsExtensions() {
        return this.map.bool(OMIT_EXTENSIONS);
    }
}
