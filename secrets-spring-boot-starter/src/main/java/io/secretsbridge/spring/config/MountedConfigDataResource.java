package io.secretsbridge.spring.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;

/** A mounted directory to import. */
final class MountedConfigDataResource extends ConfigDataResource {

    private final Path directory;

    private final ConfigDataLocation importLocation;

    private final boolean trimTrailingNewline;

    private final SecretFilesPool.@Nullable Keys keys;

    MountedConfigDataResource(
            Path directory,
            ConfigDataLocation importLocation,
            boolean trimTrailingNewline,
            SecretFilesPool.@Nullable Keys keys) {
        this.directory = directory.toAbsolutePath().normalize();
        this.importLocation = importLocation;
        this.trimTrailingNewline = trimTrailingNewline;
        this.keys = keys;
    }

    Path directory() {
        return this.directory;
    }

    ConfigDataLocation importLocation() {
        return this.importLocation;
    }

    boolean trimTrailingNewline() {
        return this.trimTrailingNewline;
    }

    /** Returns the way to the keys of sealed files in it, {@code null} when secrets are not imported in this run. */
    SecretFilesPool.@Nullable Keys keys() {
        return this.keys;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MountedConfigDataResource that && this.directory.equals(that.directory);
    }

    @Override
    public int hashCode() {
        return this.directory.hashCode();
    }

    @Override
    public String toString() {
        return "mounted directory [" + this.directory + "]";
    }
}
