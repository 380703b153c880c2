package io.secretsbridge.cli;

import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seals a plain file. */
final class EncryptCommand implements Command {

    static final String NAME = "encrypt";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String operands() {
        return "[FILE]";
    }

    @Override
    public String summary() {
        return "seal a plain file";
    }

    @Override
    public String description() {
        return "Seals the values of a file for the keys that the creation rules of .sops.yaml or flags name, and prints the"
                + " result. Without a file it reads standard input and needs --filename-override.";
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("encrypt -i secrets.yaml", "replace the file by its sealed form"),
                new Example("encrypt --age age1… plain.env > sealed.env", "for one recipient, without rules"),
                new Example("encrypt --filename-override secrets.yaml < plain", "standard input"));
    }

    @Override
    public List<Flag> flags() {
        List<Flag> flags = new ArrayList<>(List.of(
                OutputFlags.IN_PLACE,
                OutputFlags.OUTPUT,
                FormatFlags.INPUT_TYPE,
                FormatFlags.OUTPUT_TYPE,
                FormatFlags.FILENAME_OVERRIDE));
        flags.addAll(KeyFlags.ALL);
        flags.addAll(SelectorFlags.ALL);
        flags.addAll(OpenFlags.SERVICES);
        return flags;
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        @Nullable String file = Operands.only(arguments.operands(), invocation);
        String override = arguments.text(FormatFlags.FILENAME_OVERRIDE);
        OutputFlags.check(arguments, file);
        if (file == null && override.isEmpty()) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "standard input has no name by which to choose format and rule",
                    "Give a file, or a name: --filename-override secrets.yaml");
        }
        Operands.checkExists(file, invocation);
        String name = (override.isEmpty() && file != null) ? file : override;
        Format in = FormatFlags.input(arguments, name, invocation);
        Format out = FormatFlags.output(arguments, name, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, invocation.resolve(name))) {
            Source source = invocation.read(file);
            byte[] sealed = workbench.files().seal(source, in, out, workbench.sealRequest(in));
            OutputFlags.write(arguments, invocation, file, sealed, NewFile.ORDINARY);
        }
    }
}
