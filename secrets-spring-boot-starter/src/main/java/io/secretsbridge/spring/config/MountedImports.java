package io.secretsbridge.spring.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;

/**
 * The directories that {@code mounted:} imported, for the rotation to follow. A bean when there is at least one. Not meant for
 * applications.
 */
public final class MountedImports {

    private final Map<Path, MountedImport> imports = new LinkedHashMap<>();

    MountedImports() {}

    static MountedImports of(ConfigurableBootstrapContext bootstrap) {
        return Promoted.of(bootstrap, MountedImports.class, MountedImports::new);
    }

    /**
     * Returns the imports in the order in which they were loaded.
     *
     * @return the imports
     */
    public synchronized List<MountedImport> all() {
        return List.copyOf(this.imports.values());
    }

    /**
     * Returns the import of a directory.
     *
     * @param directory the directory
     * @return the import, {@code null} when there is none
     */
    public synchronized @Nullable MountedImport of(Path directory) {
        return this.imports.get(directory);
    }

    synchronized void add(Path directory, MountedImport loaded) {
        this.imports.put(directory, loaded);
    }

    @Override
    public synchronized String toString() {
        return "MountedImports" + this.imports.keySet();
    }
}
