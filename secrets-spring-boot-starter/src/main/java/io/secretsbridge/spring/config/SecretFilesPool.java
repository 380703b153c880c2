package io.secretsbridge.spring.config;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.spring.SecretsBridgeProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.bootstrap.BootstrapContext;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * The pipelines that imports are opened with: one for each set of settings, and that is one in all unless a profile's own document has
 * its own keys. Lives in the bootstrap context, becomes a bean when that closes, and is closed with the application, so
 * that a refresh need not ask key services again.
 */
final class SecretFilesPool implements DisposableBean {

    private static final Bindable<Map<String, String>> ALL = Bindable.mapOf(String.class, String.class);

    private static final String ORDER = "keys.decryption-order";

    private final Map<Map<String, String>, SecretFiles> pipelines = new HashMap<>();

    private final BootstrapContext bootstrap;

    private volatile @Nullable BeanFactory beans;

    private SecretFilesPool(BootstrapContext bootstrap) {
        this.bootstrap = bootstrap;
    }

    static SecretFilesPool of(ConfigurableBootstrapContext bootstrap) {
        return Promoted.of(bootstrap, SecretFilesPool.class, () -> {
            SecretFilesPool pool = new SecretFilesPool(bootstrap);
            bootstrap.addCloseListener(
                    (event) -> pool.beans = event.getApplicationContext().getBeanFactory());
            return pool;
        });
    }

    /**
     * Returns the way to keys as the settings are where an import stands, {@code null} when secrets are not imported in this run.
     * Makes nothing yet.
     */
    static @Nullable Keys keys(ConfigDataLocationResolverContext context) {
        Binder binder = context.getBinder();
        ImportSettings settings = new ImportSettings(binder);
        return settings.importsSecrets() ? new Keys(of(context.getBootstrapContext()), binder, settings) : null;
    }

    /**
     * Returns what the application has made already of a type that a key provider asks for: registered for the time when configuration
     * loads, or the only bean of that type.
     */
    private @Nullable Object client(Class<?> type) {
        if (this.bootstrap.isRegistered(type)) {
            return this.bootstrap.get(type);
        }
        BeanFactory factory = this.beans;
        return (factory != null) ? factory.getBeanProvider(type).getIfUnique() : null;
    }

    private synchronized SecretFiles pipeline(Map<String, String> settings, Keys keys) {
        return this.pipelines.computeIfAbsent(settings, (key) -> keys.create());
    }

    private synchronized void discard(Map<String, String> settings) {
        SecretFiles files = this.pipelines.remove(settings);
        if (files != null) {
            files.close();
        }
    }

    @Override
    public synchronized void destroy() {
        List<SecretFiles> all = new ArrayList<>(this.pipelines.values());
        this.pipelines.clear();
        all.forEach(SecretFiles::close);
    }

    @Override
    public String toString() {
        return "SecretFilesPool";
    }

    /** The way to the keys of one import. */
    static final class Keys {

        private final SecretFilesPool pool;

        private final Binder binder;

        private final ImportSettings settings;

        private volatile @Nullable Map<String, String> all;

        private Keys(SecretFilesPool pool, Binder binder, ImportSettings settings) {
            this.pool = pool;
            this.binder = binder;
            this.settings = settings;
        }

        SecretFiles files() {
            return this.pool.pipeline(all(), this);
        }

        /** Lets the next attempt read identities again, which may have been mended meanwhile. */
        void discard() {
            this.pool.discard(all());
        }

        private Map<String, String> all() {
            Map<String, String> known = this.all;
            if (known == null) {
                known = this.binder.bind(SecretsBridgeProperties.PREFIX, ALL).orElse(Map.of());
                this.all = known;
            }
            return known;
        }

        private SecretFiles create() {
            KeySettings keys = KeySettings.ofProperties(this.settings::text)
                    .withClients(this.pool::client)
                    .withCallTimeout(duration("keys.call-timeout", KeySettings.DEFAULT_CALL_TIMEOUT))
                    .withTotalTimeout(duration("keys.total-timeout", KeySettings.DEFAULT_TOTAL_TIMEOUT))
                    .withCache(
                            duration("keys.cache-life", KeySettings.DEFAULT_CACHE_LIFE),
                            this.settings.value("keys.cache-size", Integer.class, KeySettings.DEFAULT_CACHE_SIZE));
            SecretFiles files = SecretFiles.create(keys);
            return keys.property(ORDER).isPresent() ? files.withDecryptionOrder(keys.list(ORDER)) : files;
        }

        private Duration duration(String name, Duration otherwise) {
            return this.settings.value(name, Duration.class, otherwise);
        }
    }
}
