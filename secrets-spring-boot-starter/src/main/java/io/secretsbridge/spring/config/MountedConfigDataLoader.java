package io.secretsbridge.spring.config;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountOptions;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountedDirectory;
import io.secretsbridge.spring.SecretImportException;
import io.secretsbridge.spring.SecretPropertySource;
import java.util.List;
import org.apache.commons.logging.Log;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.logging.DeferredLogFactory;

/**
 * Reads what {@code mounted:} imports from one snapshot. When configuration is loaded again while the directory is followed, the
 * snapshot is the one that was followed last.
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
        MountedImports imports = MountedImports.of(context.getBootstrapContext());
        MountedImport known = imports.of(resource.directory());
        try {
            MountedImport loading = (known != null && known.isFollowed())
                    ? known
                    : new MountedImport(resource, keys, read(resource), this.log);
            List<SecretPropertySource> sources = loading.load(loading.snapshot());
            imports.add(resource.directory(), loading);
            return IgnoredProperties.configData(sources, false);
        } catch (SecretsException ex) {
            throw new SecretImportException(resource.importLocation(), ex);
        }
    }

    /** An optional directory that is not there is an empty one: its property source keeps the place for what comes later. */
    private static MountSnapshot read(MountedConfigDataResource resource) {
        MountOptions options = MountOptions.DEFAULT.withTrimTrailingNewline(resource.trimTrailingNewline());
        try {
            return MountedDirectory.read(resource.directory(), options);
        } catch (SecretsException ex) {
            if (!isAbsent(resource, ex)) {
                throw ex;
            }
            if (resource.importLocation().isOptional()) {
                return MountSnapshot.none(resource.directory(), options);
            }
            throw new ConfigDataResourceNotFoundException(resource, ex);
        }
    }

    private static boolean isAbsent(MountedConfigDataResource resource, SecretsException ex) {
        return ex.reason() == Reason.NOT_FOUND
                && resource.directory().toString().equals(ex.location().source());
    }
}
