package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal ends the whole JVM, so the command runs in one of its own. */
class EditSignalTests {

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void editWhenASignalEndsItLeavesNoPlaintextAndNoEditor(String signal, int code, @TempDir Path directory)
            throws Exception {
        CommandRunner runner = new CommandRunner(directory);
        runner.seal("sealed.json", "{\"a\": \"tops3cret\"}");
        String sealed = runner.read("sealed.json");
        runner.editor("echo \"$1\" > seen.tmp; mv seen.tmp seen.txt; exec sleep 60");
        Process process = runner.start("edit", "sealed.json");
        try {
            runner.awaitFile("seen.txt", process);
            ProcessHandle editor = process.descendants().findFirst().orElseThrow();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(code);
            Path plain = Path.of(runner.read("seen.txt").strip());
            assertThat(plain.getParent()).doesNotExist();
            editor.onExit().get(10, TimeUnit.SECONDS);
            assertThat(runner.read("sealed.json")).isEqualTo(sealed);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void editWhenASignalComesAsTheEditorStartsLeavesNoPlaintextAndNoEditor(
            String signal, int code, @TempDir Path directory) throws Exception {
        CommandRunner runner = new CommandRunner(directory);
        runner.seal("sealed.json", "{\"a\": \"tops3cret\"}");
        runner.editor("kill -" + signal + " $PPID; echo $$ \"$1\" > seen.txt; exec sleep 60");
        Process process = runner.start("edit", "sealed.json");
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(code);
            if (Files.exists(runner.path("seen.txt"))) {
                String[] seen = runner.read("seen.txt").strip().split(" ", 2);
                assertThat(Path.of(seen[1]).getParent()).doesNotExist();
                ProcessHandle.of(Long.parseLong(seen[0]))
                        .ifPresent((editor) -> assertThat(editor.onExit()).succeedsWithin(Duration.ofSeconds(10)));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
