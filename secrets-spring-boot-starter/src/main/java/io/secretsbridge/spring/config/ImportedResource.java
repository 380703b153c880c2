package io.secretsbridge.spring.config;

import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.core.io.Resource;

/** A resource that remembers which line of the configuration imported it: the parent of the origin of each of its values. */
final class ImportedResource {

    private ImportedResource() {}

    static Resource of(Resource resource, ConfigDataLocation importLocation) {
        Origin origin = importLocation.getOrigin();
        return (origin != null) ? OriginTrackedResource.of(resource, origin) : resource;
    }
}
