package io.secretsbridge.spring.config;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.spring.SecretsBridgeProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.bootstrap.BootstrapContext;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * The pipelines that imports are opened with: one for each set of settings, and that is one in all unless a profile's own document has
 * its own keys. Lives in the bootstrap context, becomes a bean when that closes, and is closed with the application, so
 * that a refresh need not ask key services again.
 */
final class SecretFilesPool implements DisposableBean {

    private static final Bindable<Map<String, String>> ALL = Bindable.mapOf(String.class, String.class);

    private static final Bindable<List<String>> LIST = Bindable.listOf(String.class);

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

    /** Returns the way to keys as the settings are where an import stands. Makes nothing yet. */
    Keys keys(Binder binder, SecretsBridgeProperties properties) {
        return new Keys(this, binder, properties);
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

        private final SecretsBridgeProperties properties;

        private final Map<String, String> settings;

        private Keys(SecretFilesPool pool, Binder binder, SecretsBridgeProperties properties) {
            this.pool = pool;
            this.binder = binder;
            this.properties = properties;
            this.settings = binder.bind(SecretsBridgeProperties.PREFIX, ALL).orElse(Map.of());
        }

        SecretFiles files() {
            return this.pool.pipeline(this.settings, this);
        }

        /** Lets the next attempt read identities again, which may have been mended meanwhile. */
        void discard() {
            this.pool.discard(this.settings);
        }

        private SecretFiles create() {
            SecretsBridgeProperties.Keys keys = this.properties.keys();
            KeySettings settings = KeySettings.ofProperties(this::property)
                    .withClients(this.pool::client)
                    .withCallTimeout(keys.callTimeout())
                    .withTotalTimeout(keys.totalTimeout())
                    .withCache(keys.cacheLife(), keys.cacheSize());
            return SecretFiles.create(settings).withDecryptionOrder(keys.decryptionOrder());
        }

        /** A list is handed on as one text with commas, however it was written. */
        private @Nullable String property(String name) {
            String full = SecretsBridgeProperties.PREFIX + "." + name;
            String value = this.binder.bind(full, String.class).orElse(null);
            return (value != null)
                    ? value
                    : this.binder
                            .bind(full, LIST)
                            .map((list) -> String.join(",", list))
                            .orElse(null);
        }
    }
}
