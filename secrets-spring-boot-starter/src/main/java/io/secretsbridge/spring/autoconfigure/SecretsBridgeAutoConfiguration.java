package io.secretsbridge.spring.autoconfigure;

import io.secretsbridge.spring.RetiredSecrets;
import io.secretsbridge.spring.SecretsBridgeProperties;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of Secrets Bridge. The imports do not depend on it: they work before there are beans. Stays on when
 * {@code secrets-bridge.enabled} is {@code false}, since what it does is harmless then and properties of the type
 * {@link io.secretsbridge.SecretValue} have to bind all the same.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration"
        })
@EnableConfigurationProperties(SecretsBridgeProperties.class)
public final class SecretsBridgeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConfigurationPropertiesBinding
    static SecretValueConverter secretValueConverter() {
        return new SecretValueConverter();
    }

    @Bean
    @ConditionalOnMissingBean
    static RetiredSecrets retiredSecrets() {
        return new RetiredSecrets();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class ActuatorConfiguration {

        @Bean
        @ConditionalOnMissingBean
        SecretSanitizingFunction secretSanitizingFunction(ConfigurableEnvironment environment, RetiredSecrets retired) {
            return new SecretSanitizingFunction(environment, retired);
        }
    }
}
