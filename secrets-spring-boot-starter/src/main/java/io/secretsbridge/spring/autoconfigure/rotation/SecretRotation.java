package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountListener;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountUpdate;
import io.secretsbridge.mount.MountWatcher;
import io.secretsbridge.spring.RetiredSecrets;
import io.secretsbridge.spring.RotationProperties;
import io.secretsbridge.spring.SecretSources;
import io.secretsbridge.spring.SecretsRotatedEvent;
import io.secretsbridge.spring.config.MountedImport;
import io.secretsbridge.spring.config.MountedImports;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Follows the mounted directories from the moment on at which the application is up until it begins to stop. It can be stopped and
 * started again, for a checkpoint or a paused test context: what changed meanwhile is seen at the start.
 */
final class SecretRotation implements SmartLifecycle, MountListener {

    private static final Log logger = LogFactory.getLog(SecretRotation.class);

    /**
     * The last rotation.
     *
     * @param at when it was done
     * @param names the properties that changed
     * @param failed who failed to take it over
     */
    record Last(Instant at, Set<String> names, List<String> failed) {}

    private final ConfigurableApplicationContext context;

    private final RotationProperties properties;

    private final @Nullable MountedImports imports;

    private final List<RotationTarget> targets;

    private final RotationFailures failures;

    private final RetiredSecrets retired;

    private final List<MountedImport> followed = new ArrayList<>();

    private volatile @Nullable MountWatcher watcher;

    private volatile @Nullable Last last;

    SecretRotation(
            ConfigurableApplicationContext context,
            RotationProperties properties,
            @Nullable MountedImports imports,
            List<RotationTarget> targets,
            RotationFailures failures,
            RetiredSecrets retired) {
        this.context = context;
        this.properties = properties;
        this.imports = imports;
        this.targets = targets;
        this.failures = failures;
        this.retired = retired;
    }

    @Override
    public synchronized void start() {
        if (this.watcher != null) {
            return;
        }
        List<MountSnapshot> snapshots = new ArrayList<>();
        for (MountedImport each : inUse()) {
            each.follow();
            snapshots.add(each.snapshot());
            this.followed.add(each);
        }
        if (!snapshots.isEmpty()) {
            MountWatcher started = MountWatcher.start(snapshots, this.properties.watchOptions(), this);
            this.watcher = started;
            logger.debug("Following " + snapshots.size() + " mounted directories"
                    + (started.hearsChanges() ? "" : ", by looking every " + this.properties.pollInterval()));
        }
    }

    /** An import stands in a document that another profile switches on may have been loaded and yet not be in use. */
    private List<MountedImport> inUse() {
        return (this.imports == null)
                ? List.of()
                : this.imports.all().stream()
                        .filter((each) -> this.context
                                .getEnvironment()
                                .getPropertySources()
                                .contains(each.name()))
                        .toList();
    }

    @Override
    public synchronized void stop() {
        MountWatcher running = this.watcher;
        if (running != null) {
            running.close();
            this.watcher = null;
            this.followed.forEach(MountedImport::unfollow);
            this.followed.clear();
        }
    }

    @Override
    public boolean isRunning() {
        return this.watcher != null;
    }

    /** Returns what watches, {@code null} when nothing is followed. */
    @Nullable
    MountWatcher watcher() {
        return this.watcher;
    }

    @Nullable
    Last last() {
        return this.last;
    }

    @Override
    public void rotated(List<MountUpdate> updates) {
        Map<MountedImport, MountUpdate> known = new LinkedHashMap<>();
        for (MountUpdate update : updates) {
            MountedImport mount =
                    (this.imports != null) ? this.imports.of(update.snapshot().directory()) : null;
            if (mount != null) {
                known.put(mount, update);
            }
        }
        PendingRotation rotation = PendingRotation.of(this.context.getEnvironment(), known);
        List<Runnable> prepared = prepare(rotation);
        Set<String> old = SecretSources.texts(this.context.getEnvironment());
        // First, so that a refresh by Spring Cloud at this moment does not bring the old ones back.
        known.forEach((mount, update) -> mount.use(update.snapshot()));
        rotation.perform();
        old.removeAll(SecretSources.texts(this.context.getEnvironment()));
        this.retired.add(old);
        tell(rotation, prepared, known);
    }

    private List<Runnable> prepare(PendingRotation rotation) {
        List<Runnable> prepared = new ArrayList<>();
        for (RotationTarget target : this.targets) {
            try {
                Runnable action = target.prepare(rotation);
                prepared.add(() -> this.failures.guard(target.toString(), action));
            } catch (BindException ex) {
                throw new SecretsException(
                        Reason.INVALID_CONFIGURATION,
                        Location.NONE,
                        "With the new secrets '" + ex.getName() + "' cannot be bound",
                        "Correct the secret.");
            }
        }
        return prepared;
    }

    private void tell(PendingRotation rotation, List<Runnable> prepared, Map<MountedImport, MountUpdate> known) {
        if (rotation.names().isEmpty()) {
            return;
        }
        Set<Path> directories = new TreeSet<>();
        known.values().forEach((update) -> directories.add(update.snapshot().directory()));
        logger.info("Rotated " + rotation.names() + " from " + directories);
        prepared.forEach(Runnable::run);
        SecretsRotatedEvent event =
                new SecretsRotatedEvent(this.context, rotation.names(), directories, Clock.systemUTC());
        this.failures.guard(
                "A listener of " + SecretsRotatedEvent.class.getSimpleName(), () -> this.context.publishEvent(event));
        this.last = new Last(Instant.now(), rotation.names(), this.failures.drain());
    }

    @Override
    public void stateChanged(MountStatus status) {
        String what = "The mounted directory " + status.directory();
        SecretsException problem = status.problem();
        switch (status.state()) {
            case CURRENT -> logger.info(what + " is well again");
            case MISSING -> logger.warn(what + " vanished; its last secrets are kept");
            case EMPTIED -> logger.warn(what + " is empty; its last secrets are kept");
            case INCOMPLETE ->
                logger.warn(what + " lacks " + status.names() + " or they are empty; its last secrets are kept");
            case UNREADABLE, REFUSED ->
                logger.warn(what + " cannot be used; its last secrets are kept"
                        + ((problem != null) ? ": " + problem.getMessage() : ""));
        }
    }

    @Override
    public String toString() {
        return "SecretRotation";
    }
}
