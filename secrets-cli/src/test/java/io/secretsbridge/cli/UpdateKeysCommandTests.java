package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateKeysCommandTests {

    private static final String FILE = "sealed.yaml";

    private static final String DIFFERENCE = """
            The following changes will be made to the file's groups:
            Group 1
                %s
            +++ %s
            """.formatted(CommandRunner.RECIPIENT, CommandRunner.FOREIGN);

    private CommandRunner runner;

    private String sealed;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal(FILE, "a: tops3cret\n");
        this.sealed = this.runner.read(FILE);
        this.runner.write(
                ".sops.yaml",
                "creation_rules:\n  - age: " + CommandRunner.RECIPIENT + ", " + CommandRunner.FOREIGN + "\n");
    }

    @Test
    void updatekeysShowsTheDifferenceAndKeepsValuesAndMac() {
        Result result = this.runner.run("updatekeys", "-y", FILE);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo(DIFFERENCE);
        assertThat(this.runner.read(FILE))
                .startsWith(this.sealed.substring(0, this.sealed.indexOf('\n')))
                .contains(CommandRunner.FOREIGN);
        assertThat(this.runner.run("decrypt", FILE).out()).isEqualTo("a: tops3cret\n");
        assertThat(this.runner.run("updatekeys", FILE).out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"y, 0, true", "n, 0, false", "'', 1, false", "y y, 1, false", "no, 1, false"})
    void updatekeysWhenNotToldYesAsks(String answer, int code, boolean written) {
        Result result = this.runner.in(answer + "\n").run("updatekeys", FILE);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).startsWith(DIFFERENCE + "Is this okay? (y/n):");
        assertThat(this.runner.read(FILE).equals(this.sealed)).isNotEqualTo(written);
    }

    @Test
    void updatekeysWhenRuleHasGroupsSplitsTheKey() {
        this.runner.write(".sops.yaml", """
                creation_rules:
                  - shamir_threshold: 2
                    key_groups:
                      - age: [%1$s]
                      - age: [%1$s]
                      - age: [%2$s]
                """.formatted(CommandRunner.RECIPIENT, CommandRunner.FOREIGN));
        Result result = this.runner.run("updatekeys", "-y", FILE);
        assertThat(result.err()).contains("updated");
        assertThat(result.out()).contains("+++ shamir_threshold: 2\n", "Group 3\n+++ " + CommandRunner.FOREIGN);
        assertThat(this.runner.run("decrypt", FILE).out()).isEqualTo("a: tops3cret\n");
        this.runner.write(
                ".sops.yaml", this.runner.read(".sops.yaml").replace("shamir_threshold: 2", "shamir_threshold: 3"));
        assertThat(this.runner.run("updatekeys", "-y", FILE).out())
                .contains("+++ shamir_threshold: 3\n--- shamir_threshold: 2\n");
    }

    /** There it does not look at the threshold of the rule, as that tool does not. */
    @Test
    void updatekeysWhenUnderTheNameSopsKeepsTheThreshold() {
        this.runner.set("SECRETS_AS_SOPS", "1");
        this.runner.write(
                ".sops.yaml", "creation_rules:\n  - age: " + CommandRunner.RECIPIENT + "\n    shamir_threshold: 1\n");
        Result result = this.runner.run("updatekeys", "-y", FILE);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
    }

    @Test
    void updatekeysWhenOneOfSeveralFailsUpdatesTheOthers() {
        this.runner.write("plain.yaml", "a: 1\n");
        Result result = this.runner.run("updatekeys", "-y", "plain.yaml", FILE, "none.yaml");
        assertThat(result.code()).isEqualTo(11);
        assertThat(result.err()).contains("plain.yaml", "none.yaml", "1 updated, 2 failed");
        assertThat(this.runner.read(FILE)).contains(CommandRunner.FOREIGN);
    }

    @ParameterizedTest
    @CsvSource({
        "'updatekeys', 100",
        "'updatekeys -y none.yaml', 1",
        "'updatekeys -y .sops.yaml', 1",
        "'updatekeys -y --config none.yaml sealed.yaml', 1"
    })
    void updatekeysWhenSomethingIsWrongHasTheCodeOfSops(String line, int code) {
        Result result = this.runner.run(line.split(" "));
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).isNotEmpty().doesNotContain("Exception");
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }

    @Test
    void updatekeysWhenNobodyCanOpenTheFileLeavesIt() {
        this.runner.unset("SOPS_AGE_KEY");
        Result result = this.runner.run("updatekeys", "-y", FILE);
        assertThat(result.code()).isEqualTo(128);
        assertThat(this.runner.read(FILE)).isEqualTo(this.sealed);
    }
}
