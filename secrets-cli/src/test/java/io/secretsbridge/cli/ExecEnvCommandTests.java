package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecEnvCommandTests {

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal("sealed.yaml", "a: tops3cret\nb: 1.50\nc: true\nd: |\n  two\n  lines\n# comment\n");
    }

    @Test
    void execEnvUnderItsOwnNameIsRefusedWithTheLineToUse() {
        Result result = this.runner.run("exec-env", "sealed.yaml", "my-app --name 'x'");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("secrets exec-file sealed.yaml 'my-app --name '\\''x'\\'' {}'");
    }

    @Test
    void execEnvAsSopsGivesEveryValueInTheEnvironment() {
        this.runner.set("SECRETS_AS_SOPS", "1").set("OTHER", "kept");
        Result result = this.runner.run(
                "exec-env", "sealed.yaml", "printf '%s|' \"$a\" \"$b\" \"$c\" \"$d\" \"$OTHER\" > out.txt; exit 5");
        assertThat(result.code()).isEqualTo(5);
        assertThat(this.runner.read("out.txt")).isEqualTo("tops3cret|1.5|true|two\nlines\n|kept|");
    }

    @Test
    void execEnvWhenPristineGivesNothingElse() {
        this.runner.set("SECRETS_AS_SOPS", "1").set("OTHER", "kept");
        this.runner.run("exec-env", "--pristine", "sealed.yaml", "echo \"$OTHER$a\" > out.txt");
        assertThat(this.runner.read("out.txt")).isEqualTo("tops3cret\n");
    }

    @Test
    void execEnvWhenAValueFitsNoVariableRunsNothing() {
        this.runner.set("SECRETS_AS_SOPS", "1");
        this.runner.seal("nested.yaml", "a:\n  b: tops3cret\n");
        this.runner.seal("sign.yaml", "a=b: tops3cret\n");
        for (String file : new String[] {"nested.yaml", "sign.yaml"}) {
            Result result = this.runner.run("exec-env", file, "touch ran");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains(file).doesNotContain("tops3cret");
        }
        assertThat(this.runner.names()).doesNotContain("ran");
    }

    @Test
    void execEnvWhenFlagsExcludeEachOtherHasTheirCode() {
        this.runner.set("SECRETS_AS_SOPS", "1");
        assertThat(this.runner
                        .run("exec-env", "--background", "--same-process", "sealed.yaml", "touch ran")
                        .code())
                .isEqualTo(8);
        assertThat(this.runner.names()).doesNotContain("ran");
    }
}
