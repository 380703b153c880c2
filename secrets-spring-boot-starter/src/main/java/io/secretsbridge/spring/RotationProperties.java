package io.secretsbridge.spring;

import io.secretsbridge.mount.WatchOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the rotation of mounted secrets.
 *
 * @param enabled Whether mounted directories are followed while the application runs.
 * @param pollInterval How often a directory is looked at although no change was reported.
 * @param debounce Time without a further change after which a changed directory is read.
 * @param followRemovals Whether a file that was there at the start may vanish or become empty. When false, the directory counts as broken
 * without it.
 * @param hikari Settings for connection pools.
 * @param ssl Settings for SSL bundles.
 * @param refresh Settings for Spring Cloud.
 */
@ConfigurationProperties(RotationProperties.PREFIX)
public record RotationProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("200ms") Duration debounce,
        @DefaultValue("false") boolean followRemovals,
        @DefaultValue Hikari hikari,
        @DefaultValue Ssl ssl,
        @DefaultValue Refresh refresh) {

    /** The prefix of the settings. */
    public static final String PREFIX = "secrets-bridge.rotation";

    /**
     * Creates settings.
     *
     * @throws IllegalArgumentException when a time is out of range
     */
    public RotationProperties {
        WatchOptions unused = watchOptions(pollInterval, debounce, followRemovals);
    }

    private static WatchOptions watchOptions(Duration pollInterval, Duration debounce, boolean followRemovals) {
        return new WatchOptions(pollInterval, debounce, followRemovals);
    }

    /**
     * Returns how directories are watched.
     *
     * @return the options
     */
    public WatchOptions watchOptions() {
        return watchOptions(this.pollInterval, this.debounce, this.followRemovals);
    }

    /**
     * Settings for connection pools.
     *
     * @param enabled Whether HikariCP pools take over new credentials.
     */
    public record Hikari(@DefaultValue("true") boolean enabled) {}

    /**
     * Settings for SSL bundles.
     *
     * @param enabled Whether SSL bundles are updated when their certificates or keys are mounted.
     */
    public record Ssl(@DefaultValue("true") boolean enabled) {}

    /**
     * Settings for Spring Cloud.
     *
     * @param enabled Whether configuration properties are bound again and the refresh scope is renewed when Spring Cloud is there.
     */
    public record Refresh(@DefaultValue("true") boolean enabled) {}
}
