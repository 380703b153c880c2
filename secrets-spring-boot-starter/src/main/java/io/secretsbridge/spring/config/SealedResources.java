package io.secretsbridge.spring.config;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.config.StandardConfigDataResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ResourceUtils;
import org.springframework.util.StringUtils;

/** Turns a path into a resource by the rules of {@code spring.config.import=file:…}: relative to the file that imports. */
final class SealedResources {

    private static final Pattern URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9*]*:.*");

    private final ResourceLoader loader;

    SealedResources(ResourceLoader loader) {
        this.loader = loader;
    }

    Resource find(String path, @Nullable ConfigDataResource importedFrom) {
        if (path.isEmpty() || path.endsWith("/") || path.endsWith(":")) {
            throw wrong(path, "this names no file", "Name one sealed file; for a directory of secrets use 'mounted:'");
        }
        if (path.contains("*")) {
            throw wrong(path, "wildcards are not supported", "List the files one by one");
        }
        try {
            return supported(path, resource(StringUtils.cleanPath(path), importedFrom));
        } catch (IOException ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION, Location.of(path), "this is no valid path", "Correct the path", ex);
        }
    }

    private Resource resource(String path, @Nullable ConfigDataResource importedFrom) throws IOException {
        if (path.startsWith("/")) {
            return new FileSystemResource(path);
        }
        if (URL.matcher(path).matches()) {
            return this.loader.getResource(path);
        }
        return (importedFrom instanceof StandardConfigDataResource parent)
                ? parent.getResource().createRelative(path)
                : new FileSystemResource(path);
    }

    /** What is fetched over a network could be held back or replaced by an older version, and could take forever. */
    private static Resource supported(String path, Resource resource) throws IOException {
        if (resource instanceof ClassPathResource || resource instanceof FileSystemResource) {
            return resource;
        }
        if (ResourceUtils.isFileURL(resource.getURL())) {
            return new FileSystemResource(resource.getFile());
        }
        throw wrong(
                path, "sealed files are read from the file system and the class path only", "Use file: or classpath:");
    }

    private static SecretsException wrong(String path, String problem, String action) {
        return new SecretsException(
                Reason.INVALID_CONFIGURATION, path.isEmpty() ? Location.NONE : Location.of(path), problem, action);
    }
}
