package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.TreeEdit;
import io.secretsbridge.tree.TreePath;
import java.util.List;

/** Removes one key or list element of a sealed file. */
final class UnsetCommand implements Command {

    static final String NAME = "unset";

    private static final Flag IDEMPOTENT = Flag.toggle("do nothing when there is nothing at the path", "idempotent");

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE PATH",
                "remove one key of a sealed file",
                "Removes what is at a path like '[\"db\"][\"hosts\"][0]' and seals the file again, in place. Other values keep their"
                        + " sealed text.",
                List.of(new Manual.Example("unset secrets.yaml '[\"db\"][\"password\"]'", "a key")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(IDEMPOTENT),
                FormatFlags.TYPES,
                OpenFlags.ALL,
                List.of(KeyFlags.UNUSED_THRESHOLD),
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        List<String> operands = Operands.exactly(List.of("a file", "a path"), arguments.operands());
        TreePath path = PathArgument.parse(operands.get(1), ExitCode.BAD_SET);
        try (InPlaceEdit edit = new InPlaceEdit(arguments, global, invocation, operands.get(0))) {
            edit.run((opened) -> {
                try {
                    return new TreeEdit(opened.source().name(), path)
                            .unset(opened.branches().get(0));
                } catch (SecretsException ex) {
                    if (ex.reason() == Reason.NOT_FOUND && arguments.isOn(IDEMPOTENT)) {
                        return null;
                    }
                    throw ex;
                }
            });
        }
    }
}
