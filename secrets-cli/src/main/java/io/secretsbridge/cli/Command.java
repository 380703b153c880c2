package io.secretsbridge.cli;

import java.util.List;

/** One command. Made only when it is asked for. */
interface Command {

    /** The word that names it. */
    String name();

    /** What its operands are called in help, for example {@code [file]}. */
    String operands();

    /** What it does, in one line. */
    String summary();

    /** What it does, in a few sentences; empty when the summary says all. */
    String description();

    /** Lines that show it at work, each with what it does. */
    List<Example> examples();

    /** Its flags, in the order of help. */
    List<Flag> flags();

    /** What it does with its input. */
    ExitCodes.Input input();

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

    /**
     * A line that people can copy.
     *
     * @param line the command line
     * @param meaning what it does
     */
    record Example(String line, String meaning) {}
}
