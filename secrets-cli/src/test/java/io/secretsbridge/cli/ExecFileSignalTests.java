package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal ends the whole JVM, so the command runs in one of its own. */
class ExecFileSignalTests {

    @ParameterizedTest
    @CsvSource({"TERM, 143, --no-fifo", "INT, 130, --no-fifo", "HUP, 129, --no-fifo=false", "TERM, 143, --no-fifo=false"
    })
    void execFileWhenASignalEndsItLeavesNoPlaintextAndNoCommand(
            String signal, int code, String fifo, @TempDir Path directory) throws Exception {
        CommandRunner runner = new CommandRunner(directory);
        runner.seal("sealed.json", "{\"a\": \"tops3cret\"}");
        Process process = runner.start(
                "exec-file", fifo, "sealed.json", "echo {} > seen.tmp; mv seen.tmp seen.txt; exec sleep 60");
        try {
            runner.awaitFile("seen.txt", process);
            ProcessHandle child = process.descendants().findFirst().orElseThrow();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(code);
            assertThat(Path.of(runner.read("seen.txt").strip()).getParent()).doesNotExist();
            child.onExit().get(30, TimeUnit.SECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
