package io.secretsbridge.cli;

import java.util.List;

/** One command. Made only when it is asked for. */
interface Command {

    /** Returns what help says of it. */
    Manual manual();

    /** Its flags, in the order of help. */
    List<Flag> flags();

    /** What it does with its input. */
    default ExitCodes.Input input() {
        return ExitCodes.Input.SEALED;
    }

    /**
     * Runs it.
     *
     * @param arguments flags and operands
     * @param global the flags that stand before the command
     * @param invocation what surrounds the run
     * @throws io.secretsbridge.SecretsException when the core refuses
     * @throws Failure when the command refuses
     */
    void run(Arguments arguments, GlobalFlags global, Invocation invocation);
}
