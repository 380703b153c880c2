package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of the reference are those of the code. When one of these tests fails, put the text that it expects between the
 * two marks of the file that it names.
 */
class ReferenceTests {

    private static final String BEGIN = "<!-- generated from the code: begin -->\n";

    private static final String END = "<!-- generated from the code: end -->\n";

    @Test
    void commandsAndFlagsAreThoseOfTheCode() throws IOException {
        StringBuilder text = new StringBuilder("\n");
        for (Command command : Commands.all()) {
            text.append("### `secrets ")
                    .append(command.manual().name())
                    .append("`\n\n")
                    .append(command.manual().description())
                    .append("\n\n");
            text.append("```sh\n");
            for (Manual.Example example : command.manual().examples()) {
                text.append("secrets ")
                        .append(example.line())
                        .append("  # ")
                        .append(example.meaning())
                        .append('\n');
            }
            text.append("```\n\n");
            text.append(table(command.flags()));
        }
        text.append("### Before or behind every command\n\n").append(table(GlobalFlags.ALL));
        assertThat(generatedPart("cli.md")).isEqualTo(text.toString());
    }

    private static String table(List<Flag> flags) {
        if (flags.isEmpty()) {
            return "";
        }
        return flags.stream()
                .map((flag) -> "| `" + flag.synopsis() + "` | " + flag.help() + " | "
                        + ((flag.variable() != null) ? "`" + flag.variable() + "`" : "") + " |\n")
                .collect(Collectors.joining("", "| flag | what it does | variable |\n|---|---|---|\n", "\n"));
    }

    @Test
    void exitCodesAreThoseOfTheCode() throws IOException {
        String text = Arrays.stream(ExitCode.values())
                .map((code) -> "| " + code.number() + " | " + code.meaning() + " |\n")
                .collect(Collectors.joining("", "\n| code | when |\n|---|---|\n", "\n"));
        assertThat(generatedPart("exit-codes.md")).isEqualTo(text);
    }

    @Test
    void exitCodesStandInOrder() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static String generatedPart(String name) throws IOException {
        String text = Files.readString(Path.of("../docs/reference", name));
        assertThat(text).contains(BEGIN, END);
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
    }
}
