package io.secretsbridge.spring.config;

import io.secretsbridge.spring.SecretsBridgeProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * The settings as they are where an import stands, each read by its name when it is asked for: to bind them all as one object costs an
 * application a twentieth of its start.
 */
final class ImportSettings {

    private static final Bindable<List<String>> LIST = Bindable.listOf(String.class);

    private final Binder binder;

    ImportSettings(Binder binder) {
        this.binder = binder;
    }

    /**
     * Returns whether secrets are imported in this run at all. When not, an import gives nothing, which is no failure. Ahead-of-time
     * processing runs this code on a build machine, which has no business with keys and secrets.
     */
    boolean importsSecrets() {
        return value("enabled", Boolean.class, true) && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
    }

    <T> T value(String name, Class<T> type, T otherwise) {
        return this.binder.bind(full(name), type).orElse(otherwise);
    }

    /** Returns a setting as one text with commas, however it was written. */
    @Nullable
    String text(String name) {
        String text = this.binder.bind(full(name), String.class).orElse(null);
        return (text != null)
                ? text
                : this.binder
                        .bind(full(name), LIST)
                        .map((list) -> String.join(",", list))
                        .orElse(null);
    }

    private static String full(String name) {
        return SecretsBridgeProperties.PREFIX + "." + name;
    }
}
