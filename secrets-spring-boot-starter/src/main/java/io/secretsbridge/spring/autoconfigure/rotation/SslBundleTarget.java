package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.spring.diagnostics.ConcealedFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.ResourceLoader;

/**
 * Updates the SSL bundles of {@code spring.ssl.bundle} whose properties changed, or that name a file which did. A certificate and a
 * key that do not belong together are refused before any connection meets them.
 */
final class SslBundleTarget implements RotationTarget {

    private static final String PREFIX = "spring.ssl";

    private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);

    private final SslBundleRegistry registry;

    private final SslBundles bundles;

    private final ResourceLoader resourceLoader;

    SslBundleTarget(SslBundleRegistry registry, SslBundles bundles, ResourceLoader resourceLoader) {
        this.registry = registry;
        this.bundles = bundles;
        this.resourceLoader = resourceLoader;
    }

    @Override
    public Runnable prepare(PendingRotation rotation) {
        List<String> registered = this.bundles.getBundleNames();
        SslProperties.Bundles configured =
                rotation.after().bindOrCreate(PREFIX, SslProperties.class).getBundle();
        Map<String, SslBundle> changed = new LinkedHashMap<>();
        configured.getPem().forEach((name, properties) -> {
            if (registered.contains(name) && isChanged(rotation, "pem." + name)) {
                changed.put(name, loaded(name, () -> pem(properties)));
            }
        });
        configured.getJks().forEach((name, properties) -> {
            if (registered.contains(name) && isChanged(rotation, "jks." + name)) {
                changed.put(name, loaded(name, () -> jks(properties)));
            }
        });
        return () -> changed.forEach(this.registry::updateBundle);
    }

    private static boolean isChanged(PendingRotation rotation, String bundle) {
        Map<String, String> after = texts(rotation.after(), bundle);
        return !after.equals(texts(rotation.before(), bundle))
                || after.values().stream().anyMatch((text) -> isChangedFile(rotation, text));
    }

    private static Map<String, String> texts(Binder binder, String bundle) {
        return binder.bind(PREFIX + ".bundle." + bundle, TEXTS).orElse(Map.of());
    }

    private static boolean isChangedFile(PendingRotation rotation, String location) {
        String path = location.startsWith("file:") ? location.substring("file:".length()) : location;
        if (path.startsWith("///")) {
            path = path.substring(2);
        }
        try {
            return rotation.files().contains(Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException ex) {
            return false;
        }
    }

    private SslBundle pem(PemSslBundleProperties properties) {
        if (properties.getKeystore().getPrivateKey() != null) {
            properties.getKeystore().setVerifyKeys(true);
        }
        return PropertiesSslBundle.get(properties, this.resourceLoader);
    }

    private SslBundle jks(JksSslBundleProperties properties) {
        return PropertiesSslBundle.get(properties, this.resourceLoader);
    }

    /** Reads all of the bundle now: Boot does so at first use, when it is too late to refuse. */
    private static SslBundle loaded(String name, Supplier<SslBundle> supplier) {
        try {
            SslBundle bundle = supplier.get();
            bundle.getStores().getKeyStore();
            bundle.getStores().getTrustStore();
            return bundle;
        } catch (RuntimeException ex) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    Location.NONE,
                    "The SSL bundle '" + name + "' cannot be made of the new certificate and key",
                    "Mount a certificate and the key that belongs to it.",
                    new ConcealedFailure(ex));
        }
    }

    @Override
    public String toString() {
        return "An SSL bundle";
    }
}
