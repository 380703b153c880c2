package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the command in a directory of its own, with an environment of its own. */
final class CommandRunner {

    /** Of the tests of {@code sops}: known to everybody. */
    static final String IDENTITY = "AGE-SECRET-KEY-1G0Q5K9TV4REQ3ZSQRMTMG8NSWQGYT0T7TZ33RAZEE0GZYVZN0APSU24RK7";

    static final String RECIPIENT = "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun";

    /** A recipient whose identity is not there. */
    static final String FOREIGN = "age1tmaae3ld5vpevmsh5yacsauzx8jetg300mpvc4ugp5zr5l6ssq9sla97ep";

    private final Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private byte[] in = new byte[0];

    private boolean interactive;

    CommandRunner(Path directory) {
        this.directory = directory;
        this.environment.put("PATH", System.getenv("PATH"));
        this.environment.put("HOME", directory.resolve("home").toString());
        this.environment.put("SOPS_AGE_KEY", IDENTITY);
    }

    /** What came of a run. */
    static final class Result {

        private final int code;

        private final byte[] out;

        private final String err;

        Result(int code, byte[] out, String err) {
            this.code = code;
            this.out = out;
            this.err = err;
        }

        int code() {
            return this.code;
        }

        byte[] bytes() {
            return this.out;
        }

        String out() {
            return new String(this.out, StandardCharsets.UTF_8);
        }

        String err() {
            return this.err;
        }
    }

    CommandRunner set(String variable, String value) {
        this.environment.put(variable, value);
        return this;
    }

    CommandRunner unset(String variable) {
        this.environment.remove(variable);
        return this;
    }

    CommandRunner in(String text) {
        this.in = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    CommandRunner interactive() {
        this.interactive = true;
        return this;
    }

    /** Makes a script the editor; {@code $1} is the file. */
    CommandRunner editor(String script) {
        Path file = write("editor.sh", "#!/bin/sh\n" + script + "\n");
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return set("EDITOR", file.toString());
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        ByteArrayInputStream input = new ByteArrayInputStream(this.in);
        int code = this.interactive
                ? SecretsCommand.run(
                        List.of(arguments),
                        new Invocation(
                                "secrets",
                                this.environment,
                                input,
                                out,
                                errors,
                                this.directory,
                                () -> true,
                                Optional::empty))
                : SecretsCommand.run(List.of(arguments), this.environment, input, out, errors, this.directory);
        return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** Starts the command in a JVM of its own, which says what it has to say in {@code log.txt}. */
    Process start(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.secretsbridge.cli.SecretsCommand"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(this.directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(path("log.txt").toFile());
        builder.environment().putAll(this.environment);
        try {
            return builder.start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Waits until the running command, or what it started, has made a file. */
    void awaitFile(String name, Process process) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(path(name))) {
            assertThat(process.isAlive()).as(read("log.txt")).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    Path path(String name) {
        return this.directory.resolve(name);
    }

    Path write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path write(String name, byte[] content) {
        try {
            Path file = path(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Seals a text into a file. */
    Path seal(String name, String text) {
        Result result = new CommandRunner(this.directory)
                .in(text)
                .run("encrypt", "--age", RECIPIENT, "--filename-override", name, "--output", name);
        if (result.code() != 0) {
            throw new IllegalStateException(result.err());
        }
        return path(name);
    }

    List<String> names() {
        try (var files = Files.list(this.directory)) {
            return files.map((file) -> file.getFileName().toString()).sorted().toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
