package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LintCommandTests {

    private static final String SECRET = """
            kind: Secret
            stringData:
              password: hunter2
            """;

    private static final String POD = """
            kind: Pod
            spec:
              containers:
              - name: app
                image: app
            """;

    @TempDir
    private Path directory;

    private CommandRunner runner() {
        return new CommandRunner(this.directory);
    }

    @Test
    void lintWhenNothingIsFoundSucceeds() {
        runner().write("k8s/a.yaml", "kind: Namespace\n");
        CommandRunner.Result result = runner().run("lint");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("0 errors, 0 warnings, 0 info in 1 file\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void lintWhenASecretIsFoundNamesItAndFails() {
        runner().write("k8s/a.yaml", SECRET);
        CommandRunner.Result result = runner().run("lint", "k8s");
        assertThat(result.out()).startsWith("k8s/a.yaml:3:13: error: ").doesNotContain("hunter2");
        assertThat(result.err()).contains("findings of the severity error");
        assertThat(result.code()).isEqualTo(10);
    }

    @Test
    void lintReadsStandardInput() {
        assertThat(runner().in(SECRET).run("lint", "-").out()).startsWith("standard input:3:13: error: ");
    }

    @Test
    void lintFailsOnTheSeverityThatIsAskedFor() {
        runner().write("a.yaml", POD);
        assertThat(runner().run("lint", "a.yaml").code()).isZero();
        assertThat(runner().run("lint", "--fail-on", "warning", "a.yaml").code())
                .isEqualTo(10);
        assertThat(runner().run("lint", "--fail-on=info", "a.yaml").code()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "sarif", "junit", "github"})
    void lintWritesReportsForPrograms(String format) {
        runner().write("a.yaml", SECRET);
        CommandRunner.Result result = runner().run("lint", "--format", format, ".");
        assertThat(result.out()).contains("secret-plaintext", "a.yaml").doesNotContain("hunter2");
        assertThat(result.code()).isEqualTo(10);
    }

    @Test
    void lintWhenAFileCannotBeCheckedSaysSoAndFails() {
        runner().write("a.yaml", "a: [hunter2");
        runner().write("b.yaml", SECRET);
        CommandRunner.Result result = runner().run("lint", "a.yaml", "b.yaml", "c.yaml");
        assertThat(result.out())
                .contains("b.yaml:3:13")
                .endsWith("1 error, 0 warnings, 0 info in 1 file; 2 not checked\n");
        assertThat(result.err())
                .contains("a.yaml:1:12: this is not YAML", "c.yaml: the file does not exist")
                .doesNotContain("hunter2");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void lintTakesWhatIsAllowedFromTheFileOfTheDirectory() {
        runner().write("a.yaml", SECRET);
        runner().write(".secrets-lint.yaml", "allow: [{rule: secret-plaintext, files: '*.yaml', reason: a test}]\n");
        CommandRunner.Result result = runner().run("lint");
        assertThat(result.out()).isEqualTo("0 errors, 0 warnings, 0 info in 1 file; 1 allowed\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void lintWhenASuppressionHasNoReasonFails() {
        runner().write("a.yaml", SECRET);
        runner().write("allow.yaml", "allow: [{rule: secret-plaintext, files: '*.yaml'}]\n");
        CommandRunner.Result result = runner().run("lint", "--suppressions", "allow.yaml");
        assertThat(result.err()).contains("no 'reason'");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void lintWithAnUnknownFormatFails() {
        CommandRunner.Result result = runner().run("lint", "--format", "xml");
        assertThat(result.err()).contains("text, json, sarif, junit, github");
        assertThat(result.code()).isEqualTo(1);
    }
}
