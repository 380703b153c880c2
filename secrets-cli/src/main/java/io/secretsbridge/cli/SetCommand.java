package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.TreeEdit;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets one value of a sealed file. */
final class SetCommand implements Command {

    static final String NAME = "set";

    /** The older form: path and value in one argument. */
    static final Flag LEGACY = Flag.text("'PATH VALUE'", "the older form of set", NAME);

    private static final Flag VALUE_FILE =
            Flag.toggle("VALUE is a file that holds the value, so that no process list shows it", "value-file");

    private static final Flag VALUE_STDIN =
            Flag.toggle("read the value from standard input, and leave VALUE out", "value-stdin");

    private static final Flag IDEMPOTENT =
            Flag.toggle("do not write the file when it has the value already", "idempotent");

    private static final int MAX_FLOAT_INTEGER_BITS = 53;

    private final boolean legacy;

    SetCommand() {
        this(false);
    }

    /**
     * Creates the command.
     *
     * @param legacy whether it is the older form of {@code sops}, with path and value in one flag
     */
    SetCommand(boolean legacy) {
        this.legacy = legacy;
    }

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE PATH [VALUE]",
                "set one value of a sealed file",
                "Puts a value in JSON at a path like '[\"db\"][\"hosts\"][0]' and seals the file again, in place. Maps and lists that"
                        + " are missing on the way are made, and an index past the end of a list appends. Other values keep their"
                        + " sealed text.",
                List.of(
                        new Manual.Example("set secrets.yaml '[\"db\"][\"port\"]' 5432", "a number"),
                        new Manual.Example(
                                "set --value-stdin secrets.yaml '[\"db\"][\"password\"]' < value.json",
                                "not on the command line")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(VALUE_FILE, VALUE_STDIN, IDEMPOTENT),
                FormatFlags.TYPES,
                OpenFlags.ALL,
                List.of(KeyFlags.UNUSED_THRESHOLD),
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        if (this.legacy) {
            runLegacy(arguments, global, invocation);
            return;
        }
        boolean stdin = arguments.isOn(VALUE_STDIN);
        if (stdin && arguments.isOn(VALUE_FILE)) {
            throw new Failure(
                    ExitCode.GENERIC, "--value-file and --value-stdin exclude each other", "Give one of them");
        }
        List<String> operands = Operands.exactly(
                stdin ? List.of("a file", "a path") : List.of("a file", "a path", "a value"), arguments.operands());
        TreePath path = PathArgument.parse(operands.get(1), ExitCode.BAD_SET);
        Source json = stdin ? invocation.read(null) : value(arguments, operands.get(2), invocation);
        try (InPlaceEdit edit = new InPlaceEdit(arguments, global, invocation, operands.get(0))) {
            set(edit, path, json, invocation, arguments.isOn(IDEMPOTENT));
        }
    }

    private static Source value(Arguments arguments, String text, Invocation invocation) {
        if (!arguments.isOn(VALUE_FILE)) {
            return Source.of("the value", text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return invocation.read(text);
        } catch (SecretsException ex) {
            // Of sops, any failure to read this file, which is not the sealed one.
            throw new Failure(ExitCode.GENERIC, String.valueOf(ex.getMessage()), ex.action());
        }
    }

    private static void runLegacy(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String file = Operands.required(arguments.operands(), invocation);
        String both = arguments.text(LEGACY);
        int end = both.indexOf("] ");
        if (end < 0) {
            throw new Failure(
                    ExitCode.BAD_SET, "--set is not of the form 'PATH VALUE'", "Write --set '[\"key\"] \"value\"'");
        }
        Source json = Source.of("the value", both.substring(end + 2).getBytes(StandardCharsets.UTF_8));
        TreePath path = PathArgument.parse(both.substring(0, end + 1).strip(), ExitCode.BAD_SET);
        try (InPlaceEdit edit = new InPlaceEdit(arguments, global, invocation, file)) {
            edit.checkRule();
            set(edit, path, json, invocation, false);
        }
    }

    private static void set(InPlaceEdit edit, TreePath path, Source json, Invocation invocation, boolean idempotent) {
        Node value = parse(edit.files(), json, invocation);
        edit.run((opened) -> {
            MapNode before = opened.branches().get(0);
            MapNode after = changed(opened, path, before, value);
            return (idempotent && after.equals(before)) ? null : after;
        });
    }

    private static MapNode changed(OpenedFile opened, TreePath path, MapNode before, Node value) {
        try {
            return new TreeEdit(opened.source().name(), path).set(before, value);
        } catch (SecretsException ex) {
            throw (ex.reason() == Reason.INVALID_ARGUMENT)
                    ? new Failure(ExitCode.BAD_SET, String.valueOf(ex.getMessage()), ex.action())
                    : ex;
        }
    }

    private static Node parse(SecretFiles files, Source json, Invocation invocation) {
        Node value;
        try {
            value = files.readValue(json);
        } catch (SecretsException ex) {
            throw new Failure(
                    ExitCode.BAD_SET,
                    json.name() + " is not valid JSON: " + ex.problem(),
                    "Write texts in double quotes: '\"text\"'");
        }
        return invocation.asSops() ? asSops(value) : value;
    }

    /** As that tool does it, a number that stands alone is a float, as long as that changes nothing, and a list is refused. */
    private static Node asSops(Node value) {
        if (value instanceof ListNode) {
            throw new Failure(ExitCode.BAD_SET, "the value is a list", "Set its elements one by one");
        }
        @Nullable
        Long number = (value instanceof ValueNode node && node.type() == ValueNode.Type.INTEGER)
                ? Long.valueOf(node.text())
                : null;
        return (number != null && Math.abs(number) < 1L << MAX_FLOAT_INTEGER_BITS)
                ? ValueNode.floating(number.doubleValue(), value.position())
                : value;
    }
}
