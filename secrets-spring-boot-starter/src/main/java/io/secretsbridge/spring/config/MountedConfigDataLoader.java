package io.secretsbridge.spring.config;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountOptions;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountedDirectory;
import io.secretsbridge.mount.MountedFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.spring.BinaryContent;
import io.secretsbridge.spring.SecretImportException;
import io.secretsbridge.spring.SecretPropertySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Reads what {@code mounted:} imports from one snapshot: each file is a property, and a sealed file is opened and gives the
 * properties in it.
 */
final class MountedConfigDataLoader implements ConfigDataLoader<MountedConfigDataResource> {

    private final Log log;

    MountedConfigDataLoader(DeferredLogFactory logFactory) {
        this.log = logFactory.getLog(MountedConfigDataLoader.class);
    }

    @Override
    public ConfigData load(ConfigDataLoaderContext context, MountedConfigDataResource resource) {
        SecretFilesPool.Keys keys = resource.keys();
        if (keys == null) {
            return ConfigData.EMPTY;
        }
        try {
            return IgnoredProperties.configData(read(resource, keys), false, this.log);
        } catch (SecretsException ex) {
            if (isAbsent(resource, ex)) {
                throw new ConfigDataResourceNotFoundException(resource, ex);
            }
            keys.discard();
            throw new SecretImportException(resource.importLocation(), ex);
        }
    }

    private static boolean isAbsent(MountedConfigDataResource resource, SecretsException ex) {
        return ex.reason() == Reason.NOT_FOUND
                && resource.directory().toString().equals(ex.location().source());
    }

    private static List<SecretPropertySource> read(MountedConfigDataResource resource, SecretFilesPool.Keys keys) {
        MountSnapshot snapshot = MountedDirectory.read(
                resource.directory(), MountOptions.DEFAULT.withTrimTrailingNewline(resource.trimTrailingNewline()));
        String name = "Secrets of '" + resource + "' via location '" + resource.importLocation() + "'";
        List<SecretPropertySource> sources = new ArrayList<>();
        Map<String, OriginTrackedValue> properties = new LinkedHashMap<>();
        for (MountedFile file : snapshot.files()) {
            Resource origin = ImportedResource.of(new FileSystemResource(file.origin()), resource.importLocation());
            if (isSealed(file, keys)) {
                sources.addAll(opened(file, origin, keys, name));
            } else {
                properties.put(file.name(), OriginTrackedValue.of(value(file), new TextResourceOrigin(origin, null)));
            }
        }
        // Last, for it wins: the file that a person named as the property means exactly that property.
        sources.add(new SecretPropertySource(name, properties));
        return sources;
    }

    /** A file whose name promises a format and whose content does not keep it is a value like any other. */
    private static boolean isSealed(MountedFile file, SecretFilesPool.Keys keys) {
        Format format = format(file);
        if (format == Format.BINARY) {
            return false;
        }
        try {
            return keys.files().status(source(file), format).sealed();
        } catch (SecretsException ex) {
            return false;
        }
    }

    private static List<SecretPropertySource> opened(
            MountedFile file, Resource origin, SecretFilesPool.Keys keys, String name) {
        try (OpenedFile opened = keys.files().open(source(file), format(file))) {
            return new SealedProperties(
                            name + " (" + file.name() + ")",
                            origin,
                            SealedLocation.of(file.origin().toString()))
                    .of(opened);
        }
    }

    private static Format format(MountedFile file) {
        return Format.ofFileName(file.origin().toString());
    }

    private static Source source(MountedFile file) {
        return Source.of(file.origin().toString(), file.exposeBytes());
    }

    private static Object value(MountedFile file) {
        return file.isText()
                ? Placeholders.escaped(file.exposeText())
                : new BinaryContent(file.exposeBytes(), file.origin().toString());
    }
}
