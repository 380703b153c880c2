package io.secretsbridge.detect;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known about the place that a name and a value come from: which platform runs there, and whether a path leads
 * anywhere. Immutable.
 */
public final class Surroundings {

    /** Nothing is known: no platform, and no look at the file system. */
    public static final Surroundings UNKNOWN = new Surroundings(Set.of(), (path) -> false);

    private final Set<String> environmentNames;

    private final Predicate<String> fileExists;

    private Surroundings(Set<String> environmentNames, Predicate<String> fileExists) {
        this.environmentNames = Set.copyOf(environmentNames);
        this.fileExists = fileExists;
    }

    /**
     * Returns the surroundings of a running process: variables tell the platform, and paths are looked up.
     *
     * @param environmentNames the names of all its environment variables
     * @return the surroundings
     */
    public static Surroundings ofProcess(Set<String> environmentNames) {
        return new Surroundings(
                Objects.requireNonNull(environmentNames, "'environmentNames' must not be null"),
                Surroundings::isExistingPath);
    }

    private static boolean isExistingPath(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException ex) {
            return false;
        }
    }

    boolean hasAnyOf(Set<String> names) {
        return names.stream().anyMatch(this.environmentNames::contains);
    }

    boolean fileExists(String path) {
        return this.fileExists.test(path);
    }
}
