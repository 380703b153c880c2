package io.secretsbridge.spring.diagnostics;

import io.secretsbridge.spring.SecretSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says why a secret does not bind without showing it. Boot's own analyzers print the value, and again inside of the reason; this
 * one comes before them when a secret is involved, and leaves all else to them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    static final String MASKED = "****** (secret)";

    private final @Nullable Environment environment;

    /**
     * Creates an analyzer.
     *
     * @param environment the environment, {@code null} when the application failed before it had a context
     */
    SecretBindFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        List<Finding> findings = findings(cause);
        if (findings.stream().noneMatch(Finding::secret)) {
            return null;
        }
        SecretsFailureAnalyzer.Report report = new SecretsFailureAnalyzer.Report(
                "Configuration cannot be bound to " + cause.getTarget().getType() + ".");
        for (Finding finding : findings) {
            report.line("Property", finding.name());
            report.line("Value", (finding.secret() && finding.value() != null) ? MASKED : finding.value());
            report.line("Origin", finding.origin());
            report.line("Reason", finding.reason());
            report.separate();
        }
        return new FailureAnalysis(
                report.toString(),
                "Update your application's configuration. A value in a sealed file is changed with 'secrets edit'.",
                new ConcealedFailure(cause));
    }

    private List<Finding> findings(BindException cause) {
        if (cause.getCause() instanceof BindValidationException validation) {
            return validation.getValidationErrors().getAllErrors().stream()
                    .map((error) -> finding(cause, error))
                    .toList();
        }
        if (cause.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            List<Finding> findings = new ArrayList<>();
            for (ConfigurationProperty property : unbound.getUnboundProperties()) {
                findings.add(Finding.of(property, "no field of the target has this name"));
            }
            return findings;
        }
        ConfigurationProperty property = cause.getProperty();
        if (property != null) {
            return List.of(Finding.of(property, reason(cause)));
        }
        return List.of(new Finding(cause.getName().toString(), null, null, reason(cause), isSecretAtOrBelow(cause)));
    }

    private boolean isSecretAtOrBelow(BindException cause) {
        return this.environment instanceof ConfigurableEnvironment known
                && SecretSources.isSecretAtOrBelow(known, cause.getName());
    }

    /**
     * An error without an origin may be about a whole object or list that secrets are in. Messages of validators can quote
     * the value.
     */
    private Finding finding(BindException cause, ObjectError error) {
        Origin origin = Origin.from(error);
        boolean secret = SecretSources.isSecret(origin) || (origin == null && isSecretAtOrBelow(cause));
        if (error instanceof FieldError field) {
            String rejected = Objects.toString(field.getRejectedValue());
            return new Finding(
                    error.getObjectName() + "." + field.getField(),
                    rejected,
                    (origin != null) ? origin.toString() : null,
                    secret ? without(rejected, error.getDefaultMessage()) : error.getDefaultMessage(),
                    secret);
        }
        return new Finding(
                error.getObjectName(), null, null, secret ? error.getCode() : error.getDefaultMessage(), secret);
    }

    private static @Nullable String without(String rejected, @Nullable String message) {
        return (message == null || rejected.isEmpty()) ? message : message.replace(rejected, "******");
    }

    /** Names types only: every message down the chain may quote the value. */
    private String reason(BindException cause) {
        ConversionFailedException conversion = findCause(cause, ConversionFailedException.class);
        if (conversion == null) {
            return thrown(cause);
        }
        Object[] constants = conversion.getTargetType().getType().getEnumConstants();
        return "failed to convert " + conversion.getSourceType() + " to " + conversion.getTargetType()
                + ((constants != null) ? ", which has " + names(constants) : "");
    }

    private static String thrown(Throwable failure) {
        Throwable root = failure;
        for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
            root = next;
        }
        StackTraceElement[] frames = root.getStackTrace();
        return root.getClass().getName() + ((frames.length > 0) ? " at " + frames[0] : "");
    }

    private static String names(Object[] constants) {
        return Arrays.stream(constants).map(Object::toString).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(", "));
    }

    /** What did not bind. */
    private record Finding(
            String name,
            @Nullable String value,
            @Nullable String origin,
            @Nullable String reason,
            boolean secret) {

        static Finding of(ConfigurationProperty property, String reason) {
            Origin origin = property.getOrigin();
            return new Finding(
                    property.getName().toString(),
                    property.getValue().toString(),
                    (origin != null) ? origin.toString() : null,
                    reason,
                    SecretSources.mayBeSecret(property));
        }
    }
}
