package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecretsBridgePropertiesTests {

    /** Imports read single settings and take the defaults of the core for those that are not set. */
    @Test
    void bindWhenNothingIsSetHasTheDefaultsThatImportsWorkWith() {
        SecretsBridgeProperties settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate(SecretsBridgeProperties.PREFIX, SecretsBridgeProperties.class);
        assertThat(settings.enabled()).isTrue();
        assertThat(settings.mounted().trimTrailingNewline()).isTrue();
        assertThat(settings.keys())
                .isEqualTo(new SecretsBridgeProperties.Keys(
                        KeyRing.DEFAULT_ORDER,
                        KeySettings.DEFAULT_CALL_TIMEOUT,
                        KeySettings.DEFAULT_TOTAL_TIMEOUT,
                        KeySettings.DEFAULT_CACHE_LIFE,
                        KeySettings.DEFAULT_CACHE_SIZE));
    }
}
