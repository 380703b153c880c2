package io.secretsbridge.spring.config;

import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** A sealed file to import. Two are equal when they are the same file. */
final class SopsConfigDataResource extends ConfigDataResource {

    private final Resource resource;

    private final @Nullable Path file;

    private final SealedLocation sealed;

    private final ConfigDataLocation importLocation;

    private final @Nullable String profile;

    private final SecretFilesPool.@Nullable Keys keys;

    SopsConfigDataResource(
            Resource resource,
            SealedLocation sealed,
            ConfigDataLocation importLocation,
            @Nullable String profile,
            SecretFilesPool.@Nullable Keys keys) {
        this.resource = resource;
        this.file = (resource instanceof FileSystemResource inFileSystem)
                ? inFileSystem.getFile().toPath().toAbsolutePath().normalize()
                : null;
        this.sealed = sealed;
        this.importLocation = importLocation;
        this.profile = profile;
        this.keys = keys;
    }

    Resource resource() {
        return this.resource;
    }

    SealedLocation sealed() {
        return this.sealed;
    }

    ConfigDataLocation importLocation() {
        return this.importLocation;
    }

    boolean isProfileSpecific() {
        return this.profile != null;
    }

    /** Returns the way to the keys, {@code null} when secrets are not imported in this run. */
    SecretFilesPool.@Nullable Keys keys() {
        return this.keys;
    }

    /** A link that leads nowhere is a broken mount and not an absent file: only absence may be forgiven. */
    boolean exists() {
        return (this.file != null) ? !Files.notExists(this.file, LinkOption.NOFOLLOW_LINKS) : this.resource.exists();
    }

    Source read() throws IOException {
        if (this.file != null) {
            return Source.read(this.file);
        }
        try (InputStream in = this.resource.getInputStream()) {
            return Source.read(this.resource.getDescription(), in);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SopsConfigDataResource that
                && Objects.equals(this.file, that.file)
                && (this.file != null || this.resource.equals(that.resource));
    }

    @Override
    public int hashCode() {
        return (this.file != null) ? this.file.hashCode() : this.resource.hashCode();
    }

    @Override
    public String toString() {
        return "sealed " + this.resource.getDescription();
    }
}
