package io.secretsbridge.cli;

import io.secretsbridge.SecretValue;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.Prompt;
import io.secretsbridge.sops.Format;
import io.secretsbridge.token.ValueSealer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Seals one value on its own. */
final class ValueSealCommand implements Command {

    static final String NAME = "value seal";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "",
                "seal one value, for where no file fits",
                "Reads a value from standard input, or asks for it without showing it, and prints it sealed for the keys that flags or"
                        + " the creation rules of .sops.yaml name. It opens only under the name given. The newline behind a single"
                        + " line is left out. Never give a secret as an argument: process lists and the shell's history show it.",
                List.of(
                        new Manual.Example("value seal --name spring.datasource.password", "asks for the value"),
                        new Manual.Example(
                                "value seal --name tls.key --age age1… < key.pem", "from a file, for one recipient")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(List.of(ValueFlags.NAME, ValueFlags.RULE), KeyFlags.WITHOUT_GROUPS, OpenFlags.SERVICES);
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String name = ValueFlags.name(arguments);
        if (!arguments.operands().isEmpty()) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "the value is not taken from the command line, where process lists and the shell's history show it",
                    "Leave it out and type it when asked, or pipe it in; change the secret if it was real");
        }
        try (Workbench workbench =
                new Workbench(arguments, global, invocation, ValueFlags.subject(arguments, invocation))) {
            List<List<MasterKey>> groups = workbench.sealRequest(Format.YAML).keyGroups();
            if (groups.size() > 1) {
                throw new Failure(
                        ExitCode.GENERIC,
                        "the creation rule has " + groups.size() + " key groups, and a single value can have one",
                        "Name the keys, for example --age RECIPIENT, or use a sealed file");
            }
            try (SecretValue value = value(name, invocation)) {
                String sealed = new ValueSealer(workbench.files().keyRing()).seal(value, name, groups.get(0));
                invocation.print(sealed + "\n");
            }
        }
    }

    private static SecretValue value(String name, Invocation invocation) {
        Optional<Prompt> prompt = invocation.typesInput() ? invocation.prompt().get() : Optional.empty();
        byte[] bytes = prompt.isPresent()
                ? typed(prompt.get(), name)
                : ValueFlags.withoutNewline(invocation.read(null).bytes());
        if (bytes.length == 0) {
            throw new Failure(ExitCode.EMPTY, "there is no value to seal", "Type it when asked, or pipe it in");
        }
        return SecretValue.owning(bytes);
    }

    private static byte[] typed(Prompt prompt, String name) {
        char[] answer = prompt.askSecret("Value of " + Texts.safe(name) + " (not shown):");
        if (answer == null) {
            return new byte[0];
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        encoded.clear();
        encoded.put(new byte[encoded.capacity()]);
        Arrays.fill(answer, '\0');
        return bytes;
    }
}
