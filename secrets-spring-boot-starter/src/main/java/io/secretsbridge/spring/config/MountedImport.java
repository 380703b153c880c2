package io.secretsbridge.spring.config;

import io.secretsbridge.Location;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SealedFile;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountedFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.spring.BinaryContent;
import io.secretsbridge.spring.SecretPropertySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * One directory that {@code mounted:} imported: makes property sources of a snapshot, and keeps the snapshot that the
 * application works with. Not meant for applications.
 */
public final class MountedImport {

    private final MountedConfigDataResource resource;

    private final SecretFilesPool.Keys keys;

    private final String name;

    private volatile MountSnapshot snapshot;

    private final Log log;

    /** What was said of the last snapshot: an update that is tried again and again is not talked about each time. */
    private Set<String> warned = Set.of();

    /** A child context may follow what its parent imported. */
    private final AtomicInteger followers = new AtomicInteger();

    MountedImport(MountedConfigDataResource resource, SecretFilesPool.Keys keys, MountSnapshot snapshot, Log log) {
        this.resource = resource;
        this.keys = keys;
        this.name = "Secrets of '" + resource + "' via location '" + resource.importLocation() + "'";
        this.snapshot = snapshot;
        this.log = log;
    }

    /**
     * Returns the name of the property source that is always there.
     *
     * @return the name
     */
    public String name() {
        return this.name;
    }

    /**
     * Returns the snapshot that the application works with.
     *
     * @return the snapshot
     */
    public MountSnapshot snapshot() {
        return this.snapshot;
    }

    /**
     * Says that the directory is followed from now on, so that a refresh of the configuration takes the snapshot in use in place of
     * reading a directory that may be empty or broken at the moment.
     */
    public void follow() {
        this.followers.incrementAndGet();
    }

    /** Says that one of those who follow the directory does so no more. */
    public void unfollow() {
        this.followers.decrementAndGet();
    }

    boolean isFollowed() {
        return this.followers.get() > 0;
    }

    /**
     * Takes over a newer snapshot.
     *
     * @param newer the snapshot that the application works with from now on
     */
    public void use(MountSnapshot newer) {
        this.snapshot = newer;
    }

    /**
     * Returns whether a property source was made by this import, of whichever snapshot.
     *
     * @param source the property source
     * @return {@code true} when it was
     */
    public boolean owns(PropertySource<?> source) {
        return source instanceof SecretPropertySource
                && (source.getName().equals(this.name) || source.getName().startsWith(this.name + " ("));
    }

    /**
     * Makes property sources: each file is a property, and a sealed file is opened and gives the properties in it.
     *
     * @param from a snapshot of the directory
     * @return the property sources in ascending priority
     * @throws SecretsException when a sealed file cannot be opened
     */
    public List<SecretPropertySource> load(MountSnapshot from) {
        Set<String> warnings = new LinkedHashSet<>();
        try {
            List<SecretPropertySource> sources = sources(from, new IgnoredProperties(warnings::add));
            warn(warnings);
            return sources;
        } catch (SecretsException ex) {
            this.keys.discard();
            throw ex;
        }
    }

    private synchronized void warn(Set<String> warnings) {
        warnings.stream().filter((warning) -> !this.warned.contains(warning)).forEach(this.log::warn);
        this.warned = warnings;
    }

    private List<SecretPropertySource> sources(MountSnapshot from, IgnoredProperties ignored) {
        List<SecretPropertySource> sources = new ArrayList<>();
        Map<String, OriginTrackedValue> properties = new LinkedHashMap<>();
        for (MountedFile file : from.files()) {
            Resource origin =
                    ImportedResource.of(new FileSystemResource(file.origin()), this.resource.importLocation());
            SealedFile sealed = sealed(file);
            if (sealed != null) {
                sources.addAll(opened(file, sealed, origin, ignored));
            } else if (wasSealed(file)) {
                throw new SecretsException(
                        Reason.NOT_SEALED,
                        Location.of(file.origin().toString()),
                        "The file was sealed, and what lies there now is not or is only a part of a sealed file",
                        "Mount the whole sealed file. If it is meant to be plain from now on, restart the application.");
            } else {
                properties.put(file.name(), OriginTrackedValue.of(value(file), new TextResourceOrigin(origin, null)));
            }
        }
        // Last, for it wins: the file that a person named as the property means exactly that property.
        sources.add(ignored.source(this.name, properties));
        return sources;
    }

    /**
     * Returns the file as a sealed one, {@code null} when it is none. A file whose name promises a format and whose content does not
     * keep it is a value like any other.
     */
    private @Nullable SealedFile sealed(MountedFile file) {
        Format format = Format.ofFileName(file.origin().toString());
        if (format == Format.BINARY) {
            return null;
        }
        try {
            Source source = Source.of(file.origin().toString(), file.exposeBytes());
            SealedFile read = this.keys.files().read(source, format);
            return read.status().sealed() ? read : null;
        } catch (SecretsException ex) {
            return null;
        }
    }

    /** Half of a sealed file is a text like any other; taken for one, the properties of the whole would vanish. */
    private boolean wasSealed(MountedFile file) {
        MountedFile before = this.snapshot.file(file.name());
        return before != null && before != file && sealed(before) != null;
    }

    private List<SecretPropertySource> opened(
            MountedFile file, SealedFile sealed, Resource origin, IgnoredProperties ignored) {
        try (OpenedFile opened = this.keys.files().open(sealed)) {
            return new SealedProperties(
                            this.name + " (" + file.name() + ")",
                            origin,
                            SealedLocation.of(file.origin().toString()),
                            ignored)
                    .of(opened);
        }
    }

    private static Object value(MountedFile file) {
        return file.isText()
                ? Placeholders.escaped(file.exposeText())
                : new BinaryContent(file.exposeBytes(), file.origin().toString());
    }

    /** Returns the name of its property source. */
    @Override
    public String toString() {
        return this.name;
    }
}
