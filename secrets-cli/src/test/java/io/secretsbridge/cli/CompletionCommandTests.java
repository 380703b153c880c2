package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts run in the real shells, where those are installed. */
class CompletionCommandTests {

    private Path directory;

    private CommandRunner runner;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        this.directory = temporary;
        this.runner = new CommandRunner(temporary);
    }

    private String run(String shell, String script) throws Exception {
        assumeThat(isInstalled(shell)).as(shell).isTrue();
        this.runner.write("script", this.runner.run("completion", shell).bytes());
        Path log = this.directory.resolve("shell.txt");
        Process process = new ProcessBuilder(shell, "-c", script)
                .directory(this.directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    private static boolean isInstalled(String shell) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch((folder) -> Files.isExecutable(Path.of(folder, shell)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets dec | decrypt",
                "secrets decrypt --in | --in-place --input-type --indent",
                "secrets decrypt --input-type j | json",
                "secrets decrypt --input-type=y | yaml",
                "secrets --config x decrypt --ext | --extract",
                "secrets groups '' | add delete",
                "secrets groups add --fi | --file",
                "secrets completion '' | bash zsh fish",
                "secrets decrypt --extract '' | ''",
                "secrets --decry | --decrypt --decryption-order"
            })
    void completeInBashOffersWhatFits(String line, String offered) throws Exception {
        String words = line.replace("=", " = ");
        String script = "source ./script; compopt() { :; }; COMP_WORDS=(" + words
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _secrets; echo \"${COMPREPLY[*]}\"";
        assertThat(run("bash", script).strip()).isEqualTo(offered.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets dec | decrypt",
                "secrets decrypt --inp | --input-type",
                "secrets decrypt --input-type j | json",
                "secrets groups a | add",
                "secrets completion f | fish"
            })
    void completeInFishOffersWhatFits(String line, String offered) throws Exception {
        String answer = run("fish", "source ./script; complete -C '" + line + "'");
        assertThat(answer.lines().map((each) -> each.split("\t", -1)[0])).contains(offered);
    }

    /** What zsh's own functions would be asked for stands in the place of a terminal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets '' | decrypt:open a sealed file",
                "secrets decrypt --in | --extract",
                "secrets --config x decrypt '' | *:file:_files",
                "secrets groups '' | add delete",
                "secrets groups add '' | --file",
                "secrets completion '' | 1:word:(bash zsh fish)",
                "secrets --d | --decrypt"
            })
    void completeInZshOffersWhatFits(String line, String offered) throws Exception {
        String script =
                "_arguments() { print -r -- \"$@\"; }; _describe() { print -rl -- $commands; }; _values() { print -r -- \"$@\"; };"
                        + " _files() { :; }; compdef() { :; }; source ./script; words=(" + line
                        + "); CURRENT=${#words}; _secrets; true";
        assertThat(run("zsh", script)).contains(offered);
    }

    @Test
    void completionAsSopsIsForThatName() {
        Result result = this.runner.set("SECRETS_AS_SOPS", "1").run("completion", "bash");
        assertThat(result.out()).contains("complete -F _sops sops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcsh", ""})
    void completionWhenShellIsNotKnownIsRefused(String shell) {
        Result result = this.runner.run("completion", shell);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("bash, zsh, fish");
    }

    @Test
    void questionOfTheScriptsOfSopsIsAnswered() throws IOException {
        assertThat(answer()).contains("decrypt", "groups", "help").doesNotContain("groups add");
        assertThat(answer("groups")).containsExactly("add", "delete");
        assertThat(answer("decrypt", "--in")).containsExactly("--in-place", "--input-type", "--indent");
        assertThat(answer("decrypt")).isEmpty();
        assertThat(answer("-")).contains("--decrypt", "-d", "--show-master-keys");
    }

    private List<String> answer(String... words) {
        String[] line = Stream.concat(Stream.of(words), Stream.of("--generate-bash-completion"))
                .toArray(String[]::new);
        return this.runner.run(line).out().lines().toList();
    }
}
