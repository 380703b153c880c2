package io.secretsbridge.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What we show to others passes our own rules. */
class ExampleManifestsTests {

    @Test
    void examplesHaveNoFinding() {
        Linter linter = new Linter(Suppressions.NONE);
        ManifestFiles.addTo(linter, Path.of("../examples/spring-kubernetes/k8s"), Path::toString);
        LintReport report = linter.report();
        assertThat(report.files()).isNotEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(report.findings()).isEmpty();
        assertThat(report.allowed()).isZero();
    }
}
