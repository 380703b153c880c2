package io.secretsbridge.mount;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All files of a mounted directory at one moment. Immutable: a later change of the directory makes another snapshot.
 */
public final class MountSnapshot {

    private final Path directory;

    private final MountOptions options;

    private final @Nullable String generation;

    private final SortedMap<String, MountedFile> files;

    MountSnapshot(
            Path directory, MountOptions options, @Nullable String generation, SortedMap<String, MountedFile> files) {
        this.directory = directory;
        this.options = options;
        this.generation = generation;
        this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Returns the snapshot of a directory that is not there yet.
     *
     * @param directory the directory
     * @param options how it will be read
     * @return a snapshot without files
     */
    public static MountSnapshot none(Path directory, MountOptions options) {
        return new MountSnapshot(directory, options, null, Collections.emptySortedMap());
    }

    /**
     * Returns the directory as the caller named it.
     *
     * @return the directory
     */
    public Path directory() {
        return this.directory;
    }

    /** Returns how the directory was read. */
    MountOptions options() {
        return this.options;
    }

    /**
     * Returns which generation of a Kubernetes volume this is: the target of its {@code ..data} link.
     *
     * @return the target, or {@code null} when the directory has no such link
     */
    public @Nullable String generation() {
        return this.generation;
    }

    /**
     * Returns the names in their natural order.
     *
     * @return the names, immutable
     */
    public Set<String> names() {
        return this.files.keySet();
    }

    /**
     * Returns the files in the order of their names.
     *
     * @return the files, immutable
     */
    public List<MountedFile> files() {
        return List.copyOf(this.files.values());
    }

    /**
     * Returns a file.
     *
     * @param name the name
     * @return the file, or {@code null} when there is none of that name
     */
    public @Nullable MountedFile file(String name) {
        return this.files.get(name);
    }

    /**
     * Tells what changed since an older snapshot. Bytes are compared, not times, because agents touch files that they did
     * not change.
     *
     * @param older the older snapshot
     * @return the difference
     */
    public MountDiff since(MountSnapshot older) {
        Set<String> added = new TreeSet<>(names());
        added.removeAll(older.names());
        Set<String> removed = new TreeSet<>(older.names());
        removed.removeAll(names());
        Set<String> changed = new TreeSet<>();
        this.files.forEach((name, file) -> {
            MountedFile before = older.file(name);
            if (before != null && !file.hasSameContentAs(before)) {
                changed.add(name);
            }
        });
        return new MountDiff(added, changed, removed);
    }

    /**
     * Returns the directory, the generation and the number of files.
     */
    @Override
    public String toString() {
        return "MountSnapshot[" + this.directory + ", generation " + this.generation + ", " + this.files.size()
                + " files]";
    }
}
