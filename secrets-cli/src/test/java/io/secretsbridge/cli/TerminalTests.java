package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Types at a terminal that {@code script} of util-linux makes. The keys file is one of the core's, made by the real age. */
@EnabledOnOs(OS.LINUX)
class TerminalTests {

    private static final Path FIXTURES =
            Path.of("../secrets-core/src/test/resources/io/secretsbridge/key/age/fixtures");

    private static final String PASSPHRASE = "correct horse";

    private static final String LOCKED = "age1k920d9jwaa2yn5cgds28k09j6mekkc3st3efpcvq035txs8zcypqpvvypw";

    private static final String COMMAND = "java -XX:TieredStopAtLevel=1 io.secretsbridge.cli.SecretsCommand";

    @TempDir
    private Path directory;

    private Process process;

    @BeforeEach
    void setUp() throws IOException {
        assumeThat(Path.of("/usr/bin/script")).isExecutable();
        CommandRunner runner = new CommandRunner(this.directory);
        Path keys = runner.write("keys.txt", Files.readAllBytes(FIXTURES.resolve("locked-keys.key")));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        CommandRunner.Result sealed = runner.in("{\"a\": \"b\"}\n")
                .run("encrypt", "--age", LOCKED, "--filename-override", "s.json", "--output", "s.json");
        assertThat(sealed.code()).as(sealed.err()).isZero();
    }

    @AfterEach
    void tearDown() {
        if (this.process != null) {
            this.process.descendants().forEach(ProcessHandle::destroyForcibly);
            this.process.destroyForcibly();
        }
    }

    private void start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(this.directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(this.directory.resolve("screen").toFile());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().put("PATH", java + ":" + System.getenv("PATH"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("HOME", this.directory.toString());
        builder.environment()
                .put("SOPS_AGE_KEY_FILE", this.directory.resolve("keys.txt").toString());
        this.process = builder.start();
    }

    private void startAtTerminal(String commandLine) throws IOException {
        start("script", "-qefc", commandLine, "/dev/null");
    }

    private void await(String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!screen().contains(text)) {
            assertThat(System.nanoTime()).as("no %s on %s", text, screen()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private void type(String text) throws IOException {
        this.process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        this.process.getOutputStream().flush();
    }

    private int end() throws Exception {
        assertThat(this.process.waitFor(60, TimeUnit.SECONDS))
                .as("%s", screen())
                .isTrue();
        return this.process.exitValue();
    }

    @Test
    void decryptWhenPassphraseIsTypedOpensAndDoesNotShowIt() throws Exception {
        startAtTerminal("echo '' | " + COMMAND + " decrypt s.json | cat > plain.json; stty -a > state");
        await("Passphrase for " + this.directory.resolve("keys.txt") + ": ");
        type(PASSPHRASE + "\n");
        end();
        assertThat(this.directory.resolve("plain.json")).hasContent("{\n\t\"a\": \"b\"\n}\n");
        assertThat(screen()).doesNotContain("correct").doesNotContain("horse");
        assertThat(words("state")).contains("echo").doesNotContain("-echo");
    }

    @Test
    void decryptWhenPassphraseIsWrongAsksOnceAndSaysSo() throws Exception {
        startAtTerminal(COMMAND + " decrypt s.json");
        await("keys.txt: ");
        type("wr0ng\n");
        assertThat(end()).isEqualTo(128);
        assertThat(screen())
                .contains("does not open with")
                .containsOnlyOnce("Passphrase")
                .doesNotContain("wr0ng");
    }

    @Test
    void decryptWhenInputEndsSaysThatNoneWasGiven() throws Exception {
        startAtTerminal(COMMAND + " decrypt s.json");
        await("keys.txt: ");
        type("\u0004");
        assertThat(end()).isEqualTo(128);
        assertThat(screen()).contains("none was given");
    }

    @Test
    void decryptWhenInterruptedAtTheQuestionShowsAgainWhatIsTyped() throws Exception {
        startAtTerminal("trap : INT; " + COMMAND + " decrypt s.json; echo $? > code; stty -a > state");
        await("keys.txt: ");
        type("\u0003");
        end();
        assertThat(words("code")).containsExactly("130");
        assertThat(words("state")).contains("echo").doesNotContain("-echo");
    }

    @Test
    void decryptWhenThereIsNoTerminalSaysThatNobodyCanBeAsked() throws Exception {
        start("setsid", "-w", "/bin/sh", "-c", COMMAND + " decrypt s.json");
        assertThat(end()).isEqualTo(128);
        assertThat(screen()).contains("there is nobody to ask");
    }

    private String screen() throws IOException {
        // Errors are broken into lines.
        return Files.readString(this.directory.resolve("screen")).replaceAll("\\s+\\|\\s+", " ");
    }

    private List<String> words(String file) throws IOException {
        return new ArrayList<>(
                List.of(Files.readString(this.directory.resolve(file)).strip().split("[\\s;]+")));
    }
}
