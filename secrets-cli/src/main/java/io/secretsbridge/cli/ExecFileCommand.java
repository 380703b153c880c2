package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.sops.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a program with a plain file that is there for as long as the program runs. */
final class ExecFileCommand implements Command {

    static final String NAME = "exec-file";

    private static final String PLACE = "{}";

    private static final String DEFAULT_FILENAME = "tmp-file";

    private static final Flag NO_FIFO =
            Flag.toggle("a file instead of a pipe, for programs that read it more than once", "no-fifo");

    private static final Flag FILENAME = Flag.text("NAME", "what the plain file is called", "filename");

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE COMMAND",
                "run a command with the plain file, which is gone afterwards",
                "Opens a file and runs a command line of the shell in which {} stands for the path of the plain text: a pipe that"
                        + " can be read once, or with --no-fifo a file that only you can read. It is gone when the command"
                        + " ends, also by Ctrl-C. The exit code is that of the command.",
                List.of(
                        new Manual.Example("exec-file secrets.yaml 'my-app --config {}'", "a pipe, which is read once"),
                        new Manual.Example(
                                "exec-file --no-fifo --filename app.env app.env 'docker run --env-file {} app'",
                                "a file")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(NO_FIFO, FILENAME, ShellCommand.USER, ShellCommand.BACKGROUND),
                FormatFlags.TYPES,
                List.of(OpenFlags.DECRYPTION_ORDER),
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        List<String> operands =
                Operands.exactly(List.of("a file", "a command"), arguments.operands(), ExitCode.GENERIC);
        if (arguments.isOn(ShellCommand.BACKGROUND)) {
            checkBackground(invocation);
        }
        if (!operands.get(1).contains(PLACE)) {
            invocation.note("the command does not say {}, which stands for the path of the plain file");
        }
        @Nullable Account user = ShellCommand.user(arguments);
        String name = filename(arguments);
        Map<String, String> places = new HashMap<>(invocation.environment());
        if (user != null) {
            // Nobody else can enter the folder that this variable names.
            places.remove("XDG_RUNTIME_DIR");
        }
        try (PrivateDirectory directory = PrivateDirectory.create(places, invocation::note)) {
            byte[] plain = plain(arguments, global, invocation, operands.get(0));
            if (arguments.isOn(NO_FIFO) || ShellCommand.onWindows()) {
                Path file = write(directory, name, plain);
                run(arguments, invocation, operands.get(1), directory, file, user);
            } else {
                try (PlainPipe pipe = PlainPipe.create(directory.path(name), plain)) {
                    run(arguments, invocation, operands.get(1), directory, pipe.path(), user);
                }
            }
        }
    }

    private static Path write(PrivateDirectory directory, String name, byte[] plain) {
        try {
            return directory.write(name, plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static void checkBackground(Invocation invocation) {
        if (!invocation.asSops()) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "--background is not offered: the plain file is gone as soon as this command ends",
                    "Leave it out, and put the whole line into the background: secrets exec-file … &");
        }
        invocation.note("--background is deprecated, and the plain file is gone at once");
    }

    private static byte[] plain(Arguments arguments, GlobalFlags global, Invocation invocation, String file) {
        Format in = FormatFlags.input(arguments, file, invocation);
        Format out = FormatFlags.output(arguments, file, invocation);
        Operands.checkReadable(file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, invocation.resolve(file));
                OpenedFile opened = workbench.files().open(invocation.read(file), in)) {
            return workbench.files().plain(opened.branches(), out);
        }
    }

    private static String filename(Arguments arguments) {
        String name = arguments.text(FILENAME);
        if (name.contains("/")
                || name.contains("\\")
                || name.indexOf('\0') >= 0
                || name.equals(".")
                || name.equals("..")) {
            throw new Failure(ExitCode.GENERIC, "--filename is a name without folders", "Write --filename app.env");
        }
        return name.isEmpty() ? DEFAULT_FILENAME : name;
    }

    private static void run(
            Arguments arguments,
            Invocation invocation,
            String line,
            PrivateDirectory directory,
            Path file,
            @Nullable Account user) {
        if (user != null) {
            directory.giveTo(user.name());
        }
        ShellCommand command =
                new ShellCommand(line.replace(PLACE, file.toString()), invocation, user, invocation.environment());
        if (arguments.isOn(ShellCommand.BACKGROUND)) {
            command.startInBackground();
        } else {
            command.run();
        }
    }
}
