package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyProgram;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command of the user's that prints identities. It is started without a shell, with nothing on its standard input; nothing of
 * the command itself or of what it prints is shown, since both may hold secrets.
 */
final class IdentityCommand {

    static final String RECIPIENT_VARIABLE = "SOPS_AGE_RECIPIENT";

    private final String variable;

    private final String command;

    private final Map<String, String> environment;

    private final Duration limit;

    /**
     * Describes a command.
     *
     * @param variable the variable in which the user names it
     * @param command the command
     * @param environment the variables that it gets
     * @param limit how long it may run
     */
    IdentityCommand(String variable, String command, Map<String, String> environment, Duration limit) {
        this.variable = variable;
        this.command = command;
        this.environment = environment;
        this.limit = limit;
    }

    String variable() {
        return this.variable;
    }

    /** Returns what the command prints; the caller wipes it. */
    byte[] run(String recipient) {
        Map<String, String> variables = new HashMap<>(this.environment);
        variables.put(RECIPIENT_VARIABLE, recipient);
        try {
            List<String> words = ShellWords.split(this.command);
            if (words.isEmpty()) {
                throw failed(Reason.INVALID_CONFIGURATION, "there is no command in it");
            }
            KeyProgram.Result result = KeyProgram.run(words, variables, new byte[0], this.limit);
            if (result.status() != 0) {
                Arrays.fill(result.output(), (byte) 0);
                throw failed(Reason.KEY_UNAVAILABLE, "the command ended with status " + result.status());
            }
            return result.output();
        } catch (IllegalArgumentException ex) {
            throw failed(Reason.INVALID_CONFIGURATION, "it cannot be split into words");
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED || ex.action() != null) {
                throw ex;
            }
            throw failed(ex.reason(), ex.problem());
        }
    }

    private SecretsException failed(Reason reason, String problem) {
        return new SecretsException(
                reason,
                Location.NONE,
                problem,
                "Run the command of " + this.variable + " yourself to see what it says");
    }
}
