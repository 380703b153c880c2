package io.secretsbridge.cli;

import io.secretsbridge.key.age.ShellWords;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user's editor: {@code SOPS_EDITOR}, {@code EDITOR}, else vim, nano or vi. */
final class Editor {

    private static final List<String> DEFAULTS = List.of("vim", "nano", "vi");

    /** How long an editor has to end after a signal before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<String> command;

    private final Map<String, String> environment;

    private Editor(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /**
     * Finds the editor.
     *
     * @param environment the environment variables
     * @return the editor
     * @throws Failure with exit code 201 when there is none
     */
    static Editor find(Map<String, String> environment) {
        for (String variable : List.of("SOPS_EDITOR", "EDITOR")) {
            String text = environment.getOrDefault(variable, "");
            if (!text.isEmpty()) {
                return new Editor(words(variable, text), environment);
            }
        }
        for (String name : DEFAULTS) {
            Path found = findOnPath(name, environment.getOrDefault("PATH", ""));
            if (found != null) {
                return new Editor(List.of(found.toString()), environment);
            }
        }
        throw failure(
                "there is no editor: neither SOPS_EDITOR nor EDITOR is set, and none of vim, nano and vi is there");
    }

    private static List<String> words(String variable, String text) {
        try {
            List<String> words = ShellWords.split(text);
            if (words.isEmpty()) {
                throw failure(variable + " is blank");
            }
            return words;
        } catch (IllegalArgumentException ex) {
            throw failure(variable + " is no command: " + ex.getMessage());
        }
    }

    private static @Nullable Path findOnPath(String name, String path) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * Opens a file and waits until the user is done.
     *
     * @param file the file
     * @param workingDirectory where the editor runs
     * @throws Failure with exit code 201 when the editor cannot be started or ends with an error
     */
    void edit(Path file, Path workingDirectory) {
        List<String> line = new ArrayList<>(this.command);
        line.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(workingDirectory.toAbsolutePath().toFile())
                .inheritIO();
        builder.environment().clear();
        builder.environment().putAll(this.environment);
        try {
            int code = ChildProcess.run(builder, GRACE);
            if (code != 0) {
                throw failure("the editor " + Texts.safe(this.command.get(0)) + " ended with exit code " + code);
            }
        } catch (IOException ex) {
            throw failure("the editor " + Texts.safe(this.command.get(0)) + " cannot be started");
        }
    }

    private static Failure failure(String problem) {
        return new Failure(
                ExitCode.EDITOR_FAILED,
                problem + "; nothing was written",
                "Set EDITOR to an editor that waits until you are done, for example EDITOR='code --wait'");
    }
}
