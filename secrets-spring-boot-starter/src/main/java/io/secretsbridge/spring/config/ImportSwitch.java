package io.secretsbridge.spring.config;

import io.secretsbridge.spring.SecretsBridgeProperties;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.context.aot.AbstractAotProcessor;

/** Whether secrets are imported in this run at all. When not, an import gives nothing, which is no failure. */
final class ImportSwitch {

    private ImportSwitch() {}

    static SecretsBridgeProperties properties(ConfigDataLocationResolverContext context) {
        return context.getBinder().bindOrCreate(SecretsBridgeProperties.PREFIX, SecretsBridgeProperties.class);
    }

    /** Ahead-of-time processing runs this code on a build machine, which has no business with keys and secrets. */
    static boolean isOn(SecretsBridgeProperties properties) {
        return properties.enabled() && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
    }
}
