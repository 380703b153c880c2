package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.SecretsException;
import io.secretsbridge.mount.MountUpdate;
import io.secretsbridge.spring.SecretPropertySource;
import io.secretsbridge.spring.config.MountedImport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/** New secrets that no one uses yet: the environment as it is and as it would be, for those who have a say to compare. */
final class PendingRotation {

    private final ConfigurableEnvironment environment;

    private final Map<MountedImport, List<SecretPropertySource>> sources;

    private final Set<String> names;

    private final Set<Path> files;

    private final Binder before;

    private final Binder after;

    private PendingRotation(
            ConfigurableEnvironment environment,
            Map<MountedImport, List<SecretPropertySource>> sources,
            Set<String> names,
            Set<Path> files) {
        this.environment = environment;
        this.sources = sources;
        this.names = names;
        this.files = files;
        this.before = binder(environment.getPropertySources());
        MutablePropertySources candidate = new MutablePropertySources(environment.getPropertySources());
        sources.forEach((mount, fresh) -> MountedSources.replace(candidate, mount, fresh));
        this.after = binder(candidate);
    }

    /**
     * Makes properties of new snapshots.
     *
     * @throws SecretsException when a sealed file among them cannot be opened
     */
    static PendingRotation of(ConfigurableEnvironment environment, Map<MountedImport, MountUpdate> updates) {
        Map<MountedImport, List<SecretPropertySource>> sources = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>();
        Set<Path> files = new TreeSet<>();
        updates.forEach((mount, update) -> {
            List<SecretPropertySource> fresh = MountedSources.active(mount.load(update.snapshot()), environment);
            sources.put(mount, fresh);
            names.addAll(MountedSources.changes(environment.getPropertySources(), mount, fresh));
            update.snapshot().files().stream()
                    .filter((file) -> update.diff().added().contains(file.name())
                            || update.diff().changed().contains(file.name()))
                    .forEach((file) -> files.add(file.origin()));
        });
        return new PendingRotation(environment, sources, names, files);
    }

    /** Without the view that Boot attached to the environment, which shows what is, not what would be. */
    private static Binder binder(MutablePropertySources sources) {
        List<PropertySource<?>> plain = sources.stream()
                .filter((source) -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .toList();
        return new Binder(ConfigurationPropertySources.from(plain), new PropertySourcesPlaceholdersResolver(plain));
    }

    /** Returns the names of the properties that would be new, changed or gone. */
    Set<String> names() {
        return this.names;
    }

    /** Returns the files that are new or changed, by their visible paths. */
    Set<Path> files() {
        return this.files;
    }

    Binder before() {
        return this.before;
    }

    Binder after() {
        return this.after;
    }

    void perform() {
        this.sources.forEach(
                (mount, fresh) -> MountedSources.replace(this.environment.getPropertySources(), mount, fresh));
    }
}
