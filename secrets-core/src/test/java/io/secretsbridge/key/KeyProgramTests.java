package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are asked for keys, with the shell as the program. */
class KeyProgramTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void runWhenProgramReadsInputReturnsAllItLeaves() {
        KeyProgram.Result result = run("cat; echo \"$NAME\"; echo why >&2; exit 3", "the input\n", LIMIT);
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.output()).asString().isEqualTo("the input\nvalue\n");
        assertThat(result.errors()).isEqualTo("why\n");
        assertThat(result).hasToString("Result[3]");
    }

    @Test
    void runWhenProgramIgnoresInputIsNotDisturbed() {
        assertThat(run("exit 0", "x".repeat(1_000_000), LIMIT).status()).isZero();
    }

    @Test
    void runWhenProgramWritesManyErrorsKeepsTheFirst() {
        KeyProgram.Result result = run("head -c 3000000 /dev/zero >&2; echo done", "", LIMIT);
        assertThat(result.output()).asString().isEqualTo("done\n");
        assertThat(result.errors()).hasSize(KeyProgram.MAX_OUTPUT);
    }

    @Test
    void runWhenProgramPrintsTooMuchFails() {
        assertThat(failure("head -c 3000000 /dev/zero", LIMIT).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void runWhenProgramDoesNotEndEndsItWithAllThatItStarted() throws Exception {
        Path pid = this.directory.resolve("pid");
        SecretsException failure = failure("sleep 60 & echo $! >" + pid + "; wait", Duration.ofMillis(1500));
        assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent((left) -> assertThat(left.onExit()).succeedsWithin(LIMIT));
    }

    @Test
    void runWhenProgramIsMissingFails() {
        SecretsException failure = catchThrowableOfType(
                SecretsException.class,
                () -> KeyProgram.run(
                        List.of(this.directory.resolve("missing").toString()), Map.of(), new byte[0], LIMIT));
        assertThat(failure.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(failure.problem()).doesNotContain("missing");
    }

    @Test
    void runWhenThreadIsInterruptedStops() {
        Thread.currentThread().interrupt();
        assertThat(failure("sleep 60", LIMIT).reason()).isEqualTo(Reason.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void findWhenPathNamesRelativeDirectoriesSkipsThem() throws Exception {
        Path program = this.directory.resolve("tool");
        Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        KeySettings settings = KeySettings.ofEnvironment(Map.of("PATH", ".::bin:" + this.directory));
        assertThat(KeyProgram.find("tool", settings)).hasValue(program);
        assertThat(KeyProgram.find("other", settings)).isEmpty();
        assertThat(KeyProgram.find("tool", KeySettings.ofEnvironment(Map.of("PATH", "."))))
                .isEmpty();
    }

    private static KeyProgram.Result run(String script, String input, Duration limit) {
        return KeyProgram.run(
                List.of("/bin/sh", "-c", script),
                Map.of("NAME", "value", "PATH", "/usr/bin:/bin"),
                input.getBytes(StandardCharsets.UTF_8),
                limit);
    }

    private static SecretsException failure(String script, Duration limit) {
        return catchThrowableOfType(SecretsException.class, () -> run(script, "", limit));
    }
}
