package io.secretsbridge.spring.config;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.spring.SecretImportException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;

/** Finds the directories that {@code mounted:} imports. A relative path starts at the working directory, as for {@code configtree:}. */
final class MountedConfigDataLocationResolver implements ConfigDataLocationResolver<MountedConfigDataResource> {

    private static final String PREFIX = "mounted:";

    private static final String FILE_PREFIX = "file:";

    @Override
    public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return location.hasPrefix(PREFIX);
    }

    @Override
    public List<MountedConfigDataResource> resolve(
            ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        SecretFilesPool.Keys keys = SecretFilesPool.keys(context);
        boolean trim =
                new ImportSettings(context.getBinder()).value("mounted.trim-trailing-newline", Boolean.class, true);
        List<MountedConfigDataResource> found = new ArrayList<>();
        for (ConfigDataLocation part : location.split()) {
            Path directory = directory(part.getNonPrefixedValue(PREFIX).strip(), location);
            found.add(new MountedConfigDataResource(directory, location, trim, keys));
        }
        return found;
    }

    private static Path directory(String text, ConfigDataLocation location) {
        String path = text.startsWith(FILE_PREFIX) ? text.substring(FILE_PREFIX.length()) : text;
        if (path.isEmpty() || path.contains("*") || path.startsWith("classpath:")) {
            throw wrong(text, location, "this names no directory of the file system");
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException ex) {
            throw wrong(text, location, "this is no path of this system");
        }
    }

    private static SecretImportException wrong(String text, ConfigDataLocation location, String problem) {
        return new SecretImportException(
                location,
                new SecretsException(
                        Reason.INVALID_CONFIGURATION,
                        text.isEmpty() ? Location.NONE : Location.of(text),
                        problem,
                        "Name the directory that the volume is mounted at, for example 'mounted:/etc/secrets/'"));
    }
}
