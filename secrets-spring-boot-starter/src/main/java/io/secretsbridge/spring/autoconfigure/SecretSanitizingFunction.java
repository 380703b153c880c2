package io.secretsbridge.spring.autoconfigure;

import io.secretsbridge.spring.RetiredSecrets;
import io.secretsbridge.spring.SecretSources;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Masks secrets in the actuator's answers whatever {@code show-values} says: all that comes from a source of secrets, and
 * every other text that a secret went into, for example by a placeholder.
 */
final class SecretSanitizingFunction implements SanitizingFunction {

    /** Shorter secrets are looked for as a whole only: inside of other texts they would be found everywhere. */
    private static final int SHORTEST_PART = 6;

    private final ConfigurableEnvironment environment;

    private final RetiredSecrets retired;

    SecretSanitizingFunction(ConfigurableEnvironment environment, RetiredSecrets retired) {
        this.environment = environment;
        this.retired = retired;
    }

    @Override
    public SanitizableData apply(SanitizableData data) {
        return (SecretSources.isSecret(data.getPropertySource()) || showsSecret(data.getValue()))
                ? data.withSanitizedValue()
                : data;
    }

    private boolean showsSecret(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        String text = value.toString();
        Set<String> secrets = SecretSources.texts(this.environment);
        secrets.addAll(this.retired.texts());
        return secrets.contains(text)
                || secrets.stream().anyMatch((secret) -> secret.length() >= SHORTEST_PART && text.contains(secret));
    }
}
