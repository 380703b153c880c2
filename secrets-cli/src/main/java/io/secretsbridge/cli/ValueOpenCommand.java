package io.secretsbridge.cli;

import io.secretsbridge.SecretValue;
import io.secretsbridge.token.ValueSealer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a value that was sealed on its own. */
final class ValueOpenCommand implements Command {

    static final String NAME = "value open";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "[TEXT]",
                "open a value that was sealed on its own",
                "Opens what value seal printed, ENC[TINK_V1,…], given as an argument or on standard input, and prints the value with"
                        + " nothing behind it. The name must be the one that it was sealed for.",
                List.of(
                        new Manual.Example(
                                "value open --name spring.datasource.password 'ENC[TINK_V1,…]'", "from an argument"),
                        new Manual.Example("value open --name tls.key < sealed.txt", "from standard input")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(List.of(ValueFlags.NAME, OpenFlags.DECRYPTION_ORDER), OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String name = ValueFlags.name(arguments);
        @Nullable String text = Operands.only(arguments.operands(), invocation);
        try (Workbench workbench =
                new Workbench(arguments, global, invocation, ValueFlags.subject(arguments, invocation))) {
            String sealed = (text != null)
                    ? text
                    : new String(ValueFlags.withoutNewline(invocation.read(null).bytes()), StandardCharsets.UTF_8);
            try (SecretValue value = new ValueSealer(workbench.files().keyRing()).open(sealed, name)) {
                byte[] bytes = value.exposeBytes();
                invocation.print(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }
}
