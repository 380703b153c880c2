package io.secretsbridge.cli;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.sops.Format;
import java.util.List;

/** Tells whether a file is sealed. */
final class FileStatusCommand implements Command {

    static final String NAME = "filestatus";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE",
                "tell whether a file is sealed, without any key",
                "Prints {\"encrypted\":true} or {\"encrypted\":false}. The exit code is 0 in both cases.",
                List.of(new Manual.Example("filestatus secrets.yaml", "needs no key")));
    }

    @Override
    public List<Flag> flags() {
        return List.of(FormatFlags.INPUT_TYPE);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String file = Operands.required(arguments.operands(), invocation);
        Format format = FormatFlags.input(arguments, file, invocation);
        try (SecretFiles files = SecretFiles.create(KeySettings.ofEnvironment(invocation.environment()))) {
            boolean sealed = files.status(invocation.read(file), format).sealed();
            invocation.print("{\"encrypted\":" + sealed + "}\n");
        } catch (SecretsException ex) {
            // Whatever is wrong with the file, that tool answers it with this code here.
            throw new Failure(ExitCode.GENERIC, String.valueOf(ex.getMessage()), ex.action());
        }
    }
}
