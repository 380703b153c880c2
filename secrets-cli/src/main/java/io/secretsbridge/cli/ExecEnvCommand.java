package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a program with every value of a file in its environment: only for those who call this command {@code sops}. */
final class ExecEnvCommand implements Command {

    static final String NAME = "exec-env";

    private static final Flag PRISTINE = Flag.toggle("give the command no variables but those of the file", "pristine");

    private static final Flag SAME_PROCESS = Flag.toggle(
                    "accepted for sops' sake: the command always is a process of its own", "same-process")
            .asRare();

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE COMMAND",
                "refused, but under the name sops: use exec-file",
                "Puts secrets into the environment, where every library, crash report, child process and"
                        + " /proc/PID/environ shows them. It runs only under the name sops or with SECRETS_AS_SOPS=1; else it"
                        + " says which exec-file line to use.",
                List.of(new Manual.Example("exec-env secrets.env 'my-app'", "says which exec-file line to use")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(PRISTINE, SAME_PROCESS, ShellCommand.USER, ShellCommand.BACKGROUND, OpenFlags.DECRYPTION_ORDER),
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        if (!invocation.asSops()) {
            throw refusal(arguments.operands());
        }
        List<String> operands =
                Operands.exactly(List.of("a file", "a command"), arguments.operands(), ExitCode.GENERIC);
        if (arguments.isOn(ShellCommand.BACKGROUND) && arguments.isOn(SAME_PROCESS)) {
            throw new Failure(
                    ExitCode.CONFLICT, "--same-process and --background exclude each other", "Give one of them");
        }
        Map<String, String> environment = new HashMap<>(arguments.isOn(PRISTINE) ? Map.of() : invocation.environment());
        addAll(arguments, global, invocation, operands.get(0), environment);
        ShellCommand command = new ShellCommand(operands.get(1), invocation, ShellCommand.user(arguments), environment);
        if (arguments.isOn(ShellCommand.BACKGROUND)) {
            invocation.note("--background is deprecated");
            command.startInBackground();
        } else {
            command.run();
        }
    }

    private static Failure refusal(List<String> operands) {
        String file = operands.isEmpty() ? "FILE" : quoted(operands.get(0));
        String line = (operands.size() < 2) ? "COMMAND" : operands.get(1);
        return new Failure(
                ExitCode.GENERIC,
                "exec-env is refused: in the environment a secret is seen by every library, crash report and child"
                        + " process of the program",
                "Let the program read a file: " + SecretsCommand.NAME + " " + ExecFileCommand.NAME + " " + file + " "
                        + quoted(line + " {}") + ", where {} becomes the path of the plain file");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void addAll(
            Arguments arguments,
            GlobalFlags global,
            Invocation invocation,
            String file,
            Map<String, String> environment) {
        Operands.checkReadable(file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, invocation.resolve(file));
                OpenedFile opened = workbench.files().open(invocation.read(file), Format.ofFileName(file))) {
            for (MapNode.Item item : opened.branches().get(0).items()) {
                if (item instanceof MapNode.Entry entry) {
                    environment.put(
                            variable(file, entry.key()), text(workbench.files(), file, entry.key(), entry.value()));
                }
            }
        }
    }

    private static String variable(String file, String key) {
        if (key.isEmpty() || key.contains("=") || key.indexOf('\0') >= 0) {
            throw unfit(file, key, "this key cannot be the name of a variable");
        }
        return key;
    }

    private static String text(SecretFiles files, String file, String key, Node node) {
        if (!(node instanceof ValueNode value)) {
            throw unfit(file, key, "a map or a list cannot be the value of a variable");
        }
        String text = value.isString() ? (value.isText() ? value.text() : null) : flat(files, value);
        if (text == null || text.indexOf('\0') >= 0) {
            throw unfit(file, key, "the value holds bytes that a variable cannot");
        }
        return text;
    }

    /** As dotenv has it, where only strings are changed. */
    private static String flat(SecretFiles files, ValueNode value) {
        MapNode alone = new MapNode(List.of(new MapNode.Entry("v", value)), value.position());
        String line = new String(files.plain(List.of(alone), Format.DOTENV), StandardCharsets.UTF_8);
        return line.substring("v=".length()).stripTrailing();
    }

    private static Failure unfit(String file, String key, String why) {
        return new Failure(ExitCode.GENERIC, file + " " + Texts.safe(key) + ": " + why, "Use exec-file");
    }
}
