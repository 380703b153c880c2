package io.secretsbridge.spring.diagnostics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which file or directory of secrets is missing. Boot would too, but would offer {@code optional:} first, which is the
 * wrong way to mend a deployment.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretNotFoundFailureAnalyzer extends AbstractFailureAnalyzer<ConfigDataResourceNotFoundException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConfigDataResourceNotFoundException cause) {
        ConfigDataLocation location = cause.getLocation();
        boolean mounted = location != null && location.hasPrefix("mounted:");
        if (location == null || !(mounted || location.hasPrefix("sops:"))) {
            return null;
        }
        SecretsFailureAnalyzer.Report report =
                new SecretsFailureAnalyzer.Report("Secrets that the application needs are not there.");
        report.line("Where", cause.getResource().toString());
        report.line("Imported by", SecretsFailureAnalyzer.importedBy(location));
        report.line("Problem", mounted ? "the directory does not exist" : "the file does not exist");
        return new FailureAnalysis(
                report.toString(),
                (mounted
                                ? "Mount the volume there, or correct the path."
                                : "Put the sealed file there, or correct the path.")
                        + " Only if the application can do without these secrets, write 'optional:" + location + "'.",
                cause);
    }
}
