package io.secretsbridge.spring.config;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretsException;
import io.secretsbridge.spring.SecretImportException;
import io.secretsbridge.spring.SecretPropertySource;
import java.io.IOException;
import java.util.List;
import org.apache.commons.logging.Log;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.logging.DeferredLogFactory;

/** Opens what {@code sops:} imports. Absence is reported as Boot wants it, all else as a failure that nothing forgives. */
final class SopsConfigDataLoader implements ConfigDataLoader<SopsConfigDataResource> {

    private final Log log;

    SopsConfigDataLoader(DeferredLogFactory logFactory) {
        this.log = logFactory.getLog(SopsConfigDataLoader.class);
    }

    @Override
    public ConfigData load(ConfigDataLoaderContext context, SopsConfigDataResource resource) throws IOException {
        SecretFilesPool.Keys keys = resource.keys();
        if (keys == null) {
            return ConfigData.EMPTY;
        }
        if (!resource.exists()) {
            throw new ConfigDataResourceNotFoundException(resource);
        }
        try {
            return IgnoredProperties.configData(open(resource, keys), resource.isProfileSpecific());
        } catch (SecretsException ex) {
            keys.discard();
            throw new SecretImportException(resource.importLocation(), ex);
        }
    }

    private List<SecretPropertySource> open(SopsConfigDataResource resource, SecretFilesPool.Keys keys)
            throws IOException {
        try (OpenedFile opened =
                keys.files().open(resource.read(), resource.sealed().format())) {
            String name = "Secrets of '" + resource + "' via location '" + resource.importLocation() + "'";
            return new SealedProperties(
                            name,
                            ImportedResource.of(resource.resource(), resource.importLocation()),
                            resource.sealed(),
                            new IgnoredProperties(this.log::warn))
                    .of(opened);
        }
    }
}
