package io.secretsbridge.mount;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a mounted directory holds at one moment, without the content. Two equal listings, one before and one after reading,
 * mean that what was read belongs together: the real path of each file names the generation of its volume.
 */
final class Listing {

    /** Deeper than any sane {@code items[].path}; a limit on the stack and on work. */
    static final int MAX_DEPTH = 32;

    static final String DATA_LINK = "..data";

    private static final String LEADS_OUT = "It is a link that leads out of the directory";

    private static final Path SERVICE_ACCOUNT = Path.of("kubernetes.io", "serviceaccount");

    /**
     * One file.
     *
     * @param path the resolved path, free of links
     * @param relative the path below the directory as a person sees it
     * @param published whether it belongs to a generation that is complete once it is visible
     */
    record Entry(
            Path path,
            Path relative,
            long size,
            FileTime modified,
            @Nullable Object fileKey,
            boolean published) {}

    private final @Nullable String generation;

    private final SortedMap<String, Entry> entries;

    private Listing(@Nullable String generation, SortedMap<String, Entry> entries) {
        this.generation = generation;
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /**
     * Lists a directory.
     *
     * @throws IOException when something vanished or cannot be read; trying again may help
     * @throws SecretsException when trying again cannot help
     */
    static Listing of(Path directory, MountOptions options) throws IOException {
        Walk walk = new Walk(directory, options);
        String generation = walk.volume(directory, Path.of(""), 0);
        return new Listing(generation, walk.entries);
    }

    /** Returns the generation that a directory shows now, {@code null} when it is no volume or not there. */
    static @Nullable String generationOf(Path directory) throws IOException {
        Path link = directory.resolve(DATA_LINK);
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : null;
    }

    @Nullable
    String generation() {
        return this.generation;
    }

    SortedMap<String, Entry> entries() {
        return this.entries;
    }

    /** Returns whether somebody may still be writing one of the files that are not published as a whole. */
    boolean changedAfter(FileTime time) {
        return this.entries.values().stream()
                .anyMatch((entry) -> !entry.published() && entry.modified().compareTo(time) > 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Listing that
                && Objects.equals(this.generation, that.generation)
                && this.entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return this.entries.hashCode();
    }

    private static final class Walk {

        private final Path directory;

        private final MountOptions options;

        private final SortedMap<String, Entry> entries = new TreeMap<>();

        private int seen;

        private long totalBytes;

        private Walk(Path directory, MountOptions options) {
            this.directory = directory;
            this.options = options;
        }

        /**
         * Lists what may be a volume. Its visible links are passed by: after a restart of the kubelet one may be missing, and
         * followed one by one they can lead to different generations.
         */
        private @Nullable String volume(Path visible, Path relative, int depth) throws IOException {
            Path root = visible.toRealPath();
            Path link = visible.resolve(DATA_LINK);
            // Should the link move right after this line, the listing that follows the reading has another generation.
            String generation = generationOf(visible);
            if (generation == null) {
                tree(root, root, relative, false, depth);
                return null;
            }
            Path real = link.toRealPath();
            if (!real.startsWith(root)) {
                throw refused(relative.resolve(DATA_LINK), LEADS_OUT);
            }
            tree(real, real, relative, true, depth);
            return generation;
        }

        private void tree(Path real, Path root, Path relative, boolean published, int depth) throws IOException {
            if (depth > MAX_DEPTH) {
                throw limit(relative, "Directories are nested deeper than " + MAX_DEPTH);
            }
            for (Path child : children(real)) {
                Path childRelative = relative.resolve(child.getFileName().toString());
                Path resolved = resolve(child, root, childRelative);
                BasicFileAttributes attributes =
                        Files.readAttributes(resolved, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    if (!resolved.equals(child)) {
                        throw refused(childRelative, "It is a link to a directory");
                    }
                    if (published) {
                        tree(child, root, childRelative, true, depth + 1);
                    } else if (!childRelative.equals(SERVICE_ACCOUNT)) {
                        volume(child, childRelative, depth + 1);
                    }
                } else if (attributes.isRegularFile()) {
                    add(new Entry(
                            resolved,
                            childRelative,
                            attributes.size(),
                            attributes.lastModifiedTime(),
                            attributes.fileKey(),
                            published));
                }
            }
        }

        private List<Path> children(Path real) throws IOException {
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
                for (Path child : stream) {
                    if (++this.seen > this.options.maxFiles()) {
                        throw limit(Path.of(""), "There are more than " + this.options.maxFiles() + " files");
                    }
                    if (!child.getFileName().toString().startsWith("..")) {
                        children.add(child);
                    }
                }
            } catch (DirectoryIteratorException ex) {
                throw ex.getCause();
            }
            return children;
        }

        private Path resolve(Path child, Path root, Path relative) throws IOException {
            if (!Files.isSymbolicLink(child)) {
                return child;
            }
            Path resolved = child.toRealPath();
            if (!resolved.startsWith(root)) {
                throw refused(relative, LEADS_OUT);
            }
            return resolved;
        }

        private void add(Entry entry) {
            if (entry.size() > this.options.maxFileBytes()) {
                throw limit(entry.relative(), "The file is larger than " + this.options.maxFileBytes() + " bytes");
            }
            this.totalBytes += entry.size();
            if (this.totalBytes > this.options.maxTotalBytes()) {
                throw limit(
                        Path.of(""), "All files together are larger than " + this.options.maxTotalBytes() + " bytes");
            }
            String name = name(entry.relative());
            Entry other = this.entries.putIfAbsent(name, entry);
            if (other != null) {
                throw new SecretsException(
                        Reason.INVALID_CONFIGURATION,
                        at(entry.relative()),
                        "Its name '" + name + "' is also that of " + at(other.relative()),
                        "Rename or remove one of the two files.");
            }
        }

        private static String name(Path relative) {
            StringBuilder name = new StringBuilder();
            for (Path element : relative) {
                name.append((name.length() > 0) ? "." : "").append(element);
            }
            return name.toString();
        }

        private Location at(Path relative) {
            return Location.of(this.directory.resolve(relative).toString());
        }

        private SecretsException refused(Path relative, String problem) {
            return new SecretsException(
                    Reason.UNREADABLE,
                    at(relative),
                    problem,
                    "Put the file itself into the directory, or name the directory that the link leads to.");
        }

        private SecretsException limit(Path relative, String problem) {
            return new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    at(relative),
                    problem,
                    "Name a directory that holds secrets and nothing else.");
        }
    }
}
