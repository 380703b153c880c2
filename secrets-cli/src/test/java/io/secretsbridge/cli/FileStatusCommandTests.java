package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStatusCommandTests {

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory).unset("SOPS_AGE_KEY");
        this.runner.seal("sealed.json", "{\"a\": 1}");
        this.runner.write("plain.json", "{\"a\": 1}");
        this.runner.write("broken.json", "{");
        this.runner.write("list.json", "[]");
        this.runner.write(
                "nomac.json", this.runner.read("sealed.json").replaceFirst("\"mac\": \"[^\"]*\"", "\"mac\": \"\""));
    }

    @ParameterizedTest
    @CsvSource({"sealed.json, true", "plain.json, false", "nomac.json, false"})
    void filestatusSaysWhetherAFileIsSealed(String name, boolean sealed) {
        Result result = this.runner.run("filestatus", name);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("{\"encrypted\":" + sealed + "}\n");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"broken.json, 1", "list.json, 1", "none.json, 1"})
    void filestatusWhenFileCannotBeReadFails(String name, int code) {
        Result result = this.runner.run("filestatus", name);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(name);
    }

    @Test
    void filestatusWhenNoFileIsNamedFails() {
        assertThat(this.runner.run("filestatus").code()).isEqualTo(100);
    }
}
