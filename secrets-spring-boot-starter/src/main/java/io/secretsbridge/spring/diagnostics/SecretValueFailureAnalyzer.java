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

/** Says which property has a secret that is no valid value of it. Boot's own analyzer prints the value, and logs it once more. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretValueFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

    private final @Nullable Environment environment;

    /**
     * Creates an analyzer.
     *
     * @param environment the environment, {@code null} when the application failed before it had a context
     */
    SecretValueFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, InvalidConfigurationPropertyValueException cause) {
        if (!isSecret(cause)) {
            return null;
        }
        SecretsFailureAnalyzer.Report report =
                new SecretsFailureAnalyzer.Report("A secret is no valid value of its property.");
        report.line("Property", cause.getName());
        report.line("Value", SecretBindFailureAnalyzer.MASKED);
        return new FailureAnalysis(
                report.toString(),
                "Update your application's configuration. A value in a sealed file is changed with 'secrets edit'.",
                new ConcealedFailure(cause));
    }

    private boolean isSecret(InvalidConfigurationPropertyValueException cause) {
        return this.environment instanceof ConfigurableEnvironment known
                && (SecretSources.isSecretAtOrBelow(known, ConfigurationPropertyName.adapt(cause.getName(), '.'))
                        || SecretSources.texts(known).contains(String.valueOf(cause.getValue())));
    }
}
