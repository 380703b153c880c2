package io.secretsbridge.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command line for the shell, which {@code exec-file} and {@code exec-env} run. */
final class ShellCommand {

    /** {@code --user}: of both commands. */
    static final Flag USER = Flag.text("USER", "run the command as this user; only root may", "user")
            .asRare();

    /** {@code --background}: of both commands. */
    static final Flag BACKGROUND = Flag.toggle("do not wait for the command; sops only, and deprecated", "background")
            .asRare();

    /** As long as systemd and Docker let a service end after a signal, or nearly. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String line;

    private final Invocation invocation;

    private final @Nullable Account user;

    private final Map<String, String> environment;

    /**
     * Creates a command.
     *
     * @param line what the shell shall run
     * @param invocation what surrounds the run
     * @param user as whom it runs, {@code null} for the user of this process
     * @param environment all environment variables but those that name the user
     */
    ShellCommand(String line, Invocation invocation, @Nullable Account user, Map<String, String> environment) {
        this.line = line;
        this.invocation = invocation;
        this.user = user;
        this.environment = environment;
    }

    /** Returns the user that the command line names, {@code null} when it names none. */
    static @Nullable Account user(Arguments arguments) {
        String name = arguments.text(USER);
        return name.isEmpty() ? null : Account.find(name);
    }

    static boolean onWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** Runs it to its end; its exit code becomes that of this command. */
    void run() {
        try {
            throw new ProgramEnded(ChildProcess.run(builder().inheritIO(), GRACE));
        } catch (IOException ex) {
            throw cannotStart();
        }
    }

    /** Starts it, connected to nothing, and leaves it alone. */
    void startInBackground() {
        try {
            builder()
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException ex) {
            throw cannotStart();
        }
    }

    private ProcessBuilder builder() {
        List<String> words = new ArrayList<>((this.user != null) ? this.user.prefix() : List.of());
        words.addAll(onWindows() ? List.of("cmd.exe", "/C", this.line) : List.of("/bin/sh", "-c", this.line));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(this.invocation.directory().toAbsolutePath().toFile());
        Map<String, String> all = new HashMap<>(this.environment);
        if (this.user != null) {
            all.put("HOME", this.user.home());
            all.put("USER", this.user.name());
            all.put("LOGNAME", this.user.name());
        }
        builder.environment().clear();
        builder.environment().putAll(all);
        return builder;
    }

    private Failure cannotStart() {
        return new Failure(
                ExitCode.GENERIC,
                (this.user != null)
                        ? "the command cannot be started: --user needs the program setpriv of util-linux"
                        : "the shell that runs the command cannot be started",
                "Check that there are such programs, and that the command line is not too long");
    }
}
