package io.secretsbridge.spring.diagnostics;

import io.secretsbridge.spring.SecretSources;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Says that a secret is no valid value of a property without showing it, where Boot's own analyzer would. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretInvalidValueFailureAnalyzer
        extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

    private final @Nullable Environment environment;

    /**
     * Creates an analyzer.
     *
     * @param environment the environment, {@code null} when the application failed before it had a context
     */
    SecretInvalidValueFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, InvalidConfigurationPropertyValueException cause) {
        if (!(this.environment instanceof ConfigurableEnvironment known)
                || !SecretSources.isSecretAtOrBelow(known, ConfigurationPropertyName.adapt(cause.getName(), '.'))) {
            return null;
        }
        SecretsFailureAnalyzer.Report report = new SecretsFailureAnalyzer.Report(
                "The value of a property is not valid. It is a secret, so it is not shown.");
        report.line("Property", cause.getName());
        return new FailureAnalysis(
                report.toString(),
                "Update your application's configuration. A value in a sealed file is changed with 'secrets edit'.",
                new ConcealedFailure(cause));
    }
}
