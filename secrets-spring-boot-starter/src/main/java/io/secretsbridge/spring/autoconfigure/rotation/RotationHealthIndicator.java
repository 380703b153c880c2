package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.SecretsException;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountWatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Says whether the application holds what is mounted. With {@link #STALE} it works on with older secrets, which is no reason to
 * restart it or to send its requests elsewhere: all replicas see the same broken mount.
 */
final class RotationHealthIndicator extends AbstractHealthIndicator {

    static final Status STALE = new Status("STALE", "Older secrets than those mounted are in use");

    private final SecretRotation rotation;

    RotationHealthIndicator(SecretRotation rotation) {
        this.rotation = rotation;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        MountWatcher watcher = this.rotation.watcher();
        SecretRotation.Last last = this.rotation.last();
        List<MountStatus> statuses = (watcher != null) ? watcher.statuses() : List.of();
        if (watcher == null) {
            builder.unknown();
        } else if (!watcher.isRunning()) {
            builder.down();
        } else if (statuses.stream().allMatch((status) -> status.state() == MountStatus.State.CURRENT)
                && (last == null || last.failed().isEmpty())) {
            builder.up();
        } else {
            builder.status(STALE);
        }
        Map<String, Object> mounts = new LinkedHashMap<>();
        statuses.forEach((status) -> mounts.put(status.directory().toString(), details(status)));
        builder.withDetail("mounts", mounts);
        if (last != null) {
            builder.withDetail(
                    "lastRotation", Map.of("time", last.at(), "names", last.names(), "failed", last.failed()));
        }
    }

    private static Map<String, Object> details(MountStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state().name().toLowerCase(Locale.ROOT));
        details.put("since", status.since());
        if (status.rotated() != null) {
            details.put("rotated", status.rotated());
        }
        if (!status.names().isEmpty()) {
            details.put("missing", status.names());
        }
        SecretsException problem = status.problem();
        if (problem != null) {
            details.put("problem", problem.getMessage());
        }
        return details;
    }
}
