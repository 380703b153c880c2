package io.secretsbridge.spring.autoconfigure.rotation;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import io.secretsbridge.spring.RetiredSecrets;
import io.secretsbridge.spring.RotationProperties;
import io.secretsbridge.spring.autoconfigure.SecretsBridgeAutoConfiguration;
import io.secretsbridge.spring.config.MountedImports;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the rotation of mounted secrets. Its beans are there whether or not a mount was imported, because
 * ahead-of-time processing decides about beans where nothing is mounted; without a mount they do nothing.
 */
@AutoConfiguration(
        after = SecretsBridgeAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
            "org.springframework.cloud.autoconfigure.RefreshAutoConfiguration"
        },
        beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@EnableConfigurationProperties(RotationProperties.class)
public final class RotationAutoConfiguration {

    @Bean
    static RotationFailures secretRotationFailures() {
        return new RotationFailures();
    }

    @Bean
    static OnSecretRotatedListenerFactory onSecretRotatedListenerFactory(RotationFailures failures) {
        return new OnSecretRotatedListenerFactory(failures);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = RotationProperties.PREFIX + ".enabled", matchIfMissing = true)
    static class EngineConfiguration {

        // A child context has an environment of its own, which the rotation of its parent does not reach.
        @Bean
        @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
        SecretRotation secretRotation(
                ConfigurableApplicationContext context,
                RotationProperties properties,
                ObjectProvider<MountedImports> imports,
                ObjectProvider<RotationTarget> targets,
                RotationFailures failures,
                ObjectProvider<RetiredSecrets> retired) {
            return new SecretRotation(
                    context,
                    properties,
                    imports.getIfAvailable(),
                    targets.orderedStream().toList(),
                    failures,
                    retired.getIfAvailable(RetiredSecrets::new));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HikariDataSource.class, HikariCredentialsProvider.class})
    @ConditionalOnBooleanProperty(name = RotationProperties.PREFIX + ".hikari.enabled", matchIfMissing = true)
    static class HikariConfiguration {

        @Bean
        @Order(1)
        HikariTarget secretRotationHikariTarget(ConfigurableApplicationContext context) {
            return new HikariTarget(context);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({SslBundleRegistry.class, SslBundles.class})
    @ConditionalOnBooleanProperty(name = RotationProperties.PREFIX + ".ssl.enabled", matchIfMissing = true)
    static class SslConfiguration {

        @Bean
        @Order(2)
        SslBundleTarget secretRotationSslBundleTarget(
                SslBundleRegistry registry, SslBundles bundles, ConfigurableApplicationContext context) {
            // A path without a prefix is one of the file system, as where Boot made the bundle.
            return new SslBundleTarget(registry, bundles, ApplicationResourceLoader.get(context, true));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({EnvironmentChangeEvent.class, RefreshScope.class})
    @ConditionalOnBooleanProperty(name = RotationProperties.PREFIX + ".refresh.enabled", matchIfMissing = true)
    static class CloudConfiguration {

        @Bean
        @Order(3)
        CloudRefreshTarget secretRotationCloudRefreshTarget(
                ConfigurableApplicationContext context, ObjectProvider<RefreshScope> scope) {
            return new CloudRefreshTarget(context, scope.getIfAvailable());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnBooleanProperty(name = RotationProperties.PREFIX + ".enabled", matchIfMissing = true)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "secretRotationHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("secret-rotation")
        RotationHealthIndicator secretRotationHealthIndicator(SecretRotation rotation) {
            return new RotationHealthIndicator(rotation);
        }
    }
}
