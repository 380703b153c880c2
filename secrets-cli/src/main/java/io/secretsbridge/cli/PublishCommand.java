package io.secretsbridge.cli;

import io.secretsbridge.sops.Destination;
import io.secretsbridge.sops.DestinationRules;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Says where {@code sops publish} would put a file; publishing itself is not offered. */
final class PublishCommand implements Command {

    static final String NAME = "publish";

    private static final List<Flag> UNUSED = List.of(
            Flag.toggle("accepted for sops' sake; nothing is published", "yes", "y")
                    .asRare(),
            Flag.toggle("accepted for sops' sake; nothing is published", "omit-extensions")
                    .asRare(),
            Flag.toggle("accepted for sops' sake; nothing is published", "recursive")
                    .asRare());

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE",
                "not offered; says where sops would put a file",
                "Reads the destination rules of .sops.yaml, checks them, says where sops would publish the file, and ends with 1:"
                        + " publishing is not offered.",
                List.of(new Manual.Example("publish secrets.yaml", "where the file would go")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(UNUSED, List.of(OpenFlags.DECRYPTION_ORDER), OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String named = arguments.operands().isEmpty() ? "" : Operands.required(arguments.operands(), invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, invocation.resolve(named))) {
            DestinationRules rules = workbench.checkConfigured().destinationRules();
            String file = Operands.required(arguments.operands(), invocation);
            if (!Files.exists(invocation.resolve(file))) {
                throw new Failure(ExitCode.GENERIC, file + ": the file does not exist", "Check the path");
            }
            Optional<Destination> destination = rules.find(file).destination();
            throw new Failure(
                    ExitCode.GENERIC,
                    "publishing is not offered; "
                            + destination
                                    .map((place) -> "sops would put " + file + " to " + place)
                                    .orElse("the destination rule that fits names no destination"),
                    "Use sops itself for it, or the tool of that service");
        }
    }
}
