package io.secretsbridge.spring.config;

import io.secretsbridge.SecretsException;
import io.secretsbridge.spring.SecretImportException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.Profiles;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * Finds what {@code sops:} imports: the file itself, and once profiles are known its variants for them, as for Boot's own
 * files.
 */
final class SopsConfigDataLocationResolver implements ConfigDataLocationResolver<SopsConfigDataResource> {

    private static final String PREFIX = "sops:";

    private final SealedResources resources;

    SopsConfigDataLocationResolver(ResourceLoader resourceLoader) {
        this.resources = new SealedResources(resourceLoader);
    }

    @Override
    public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return location.hasPrefix(PREFIX);
    }

    @Override
    public List<SopsConfigDataResource> resolve(
            ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        SecretFilesPool.Keys keys = SecretFilesPool.keys(context);
        List<SopsConfigDataResource> found = new ArrayList<>();
        for (SealedLocation sealed : split(location)) {
            found.add(resource(context, location, sealed, null, keys));
        }
        return found;
    }

    @Override
    public List<SopsConfigDataResource> resolveProfileSpecific(
            ConfigDataLocationResolverContext context, ConfigDataLocation location, Profiles profiles) {
        SecretFilesPool.Keys keys = SecretFilesPool.keys(context);
        List<SopsConfigDataResource> found = new ArrayList<>();
        for (String profile : profiles) {
            for (SealedLocation sealed : split(location)) {
                SopsConfigDataResource variant = resource(context, location, sealed, profile, keys);
                if (variant.exists()) {
                    found.add(variant);
                }
            }
        }
        return found;
    }

    private SopsConfigDataResource resource(
            ConfigDataLocationResolverContext context,
            ConfigDataLocation location,
            SealedLocation sealed,
            @Nullable String profile,
            SecretFilesPool.@Nullable Keys keys) {
        try {
            String path = (profile != null) ? sealed.path(profile) : sealed.path();
            Resource resource = this.resources.find(path, context.getParent());
            return new SopsConfigDataResource(resource, sealed, location, profile, keys);
        } catch (SecretsException ex) {
            throw new SecretImportException(location, ex);
        }
    }

    private static List<SealedLocation> split(ConfigDataLocation location) {
        List<SealedLocation> parts = new ArrayList<>();
        for (ConfigDataLocation part : location.split()) {
            parts.add(SealedLocation.of(part.getNonPrefixedValue(PREFIX).strip()));
        }
        return parts;
    }
}
