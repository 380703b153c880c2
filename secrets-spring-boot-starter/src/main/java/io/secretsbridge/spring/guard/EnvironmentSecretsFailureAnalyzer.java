package io.secretsbridge.spring.guard;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which secrets were found and what to write instead. */
final class EnvironmentSecretsFailureAnalyzer extends AbstractFailureAnalyzer<EnvironmentSecretsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EnvironmentSecretsException cause) {
        Report report = new Report(cause.secrets(), cause.ignoredSettings());
        return new FailureAnalysis(report.description(), report.action(), cause);
    }
}
