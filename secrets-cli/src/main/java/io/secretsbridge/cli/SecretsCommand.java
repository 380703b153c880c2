package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Metadata;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code secrets} command. Started under the name {@code sops}, or with {@code SECRETS_AS_SOPS=1} in the environment, it
 * behaves as that tool does, also where this one would be stricter or search for {@code .sops.yaml} elsewhere.
 */
public final class SecretsCommand {

    /** The name of the command. */
    static final String NAME = "secrets";

    private static final String AS_SOPS = "SECRETS_AS_SOPS";

    private static final String HELP_WORD = "help";

    private final Invocation invocation;

    private final FailureReport report;

    private ExitCodes.Input input = ExitCodes.Input.SEALED;

    private SecretsCommand(Invocation invocation) {
        this.invocation = invocation;
        this.report = new FailureReport(invocation.program(), invocation.err());
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments the command line without the name of the command
     */
    public static void main(String[] arguments) {
        KeyServiceJars.find();
        Invocation invocation = new Invocation(
                program(System.getProperty("secrets.program", NAME), System.getenv()),
                System.getenv(),
                System.in,
                new FileOutputStream(FileDescriptor.out),
                System.err,
                Path.of(""),
                SecretsCommand::isTerminal,
                Terminal::find);
        System.exit(run(List.of(arguments), invocation));
    }

    // Since JDK 22 there is always a console, unless the launcher asks for the one of java.base, as ours does.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    private static String program(String name, Map<String, String> environment) {
        return "1".equals(environment.get(AS_SOPS)) ? Invocation.SOPS : name;
    }

    /**
     * Runs the command inside another program: nothing of the process but the parameters is used, and nothing of it is
     * changed. Nobody is asked anything.
     *
     * @param arguments the command line without the name of the command
     * @param environment the environment variables
     * @param in standard input
     * @param out standard output
     * @param err standard error
     * @param directory the working directory
     * @return the exit code
     */
    public static int run(
            List<String> arguments,
            Map<String, String> environment,
            InputStream in,
            OutputStream out,
            PrintStream err,
            Path directory) {
        return run(
                arguments,
                new Invocation(
                        program(NAME, environment),
                        environment,
                        in,
                        out,
                        err,
                        directory,
                        () -> false,
                        Optional::empty));
    }

    static int run(List<String> arguments, Invocation invocation) {
        return new SecretsCommand(invocation).run(arguments);
    }

    private int run(List<String> arguments) {
        try {
            return attempt(arguments).number();
        } catch (ProgramEnded ex) {
            return ex.code();
        }
    }

    private ExitCode attempt(List<String> arguments) {
        try {
            dispatch(arguments);
            return ExitCode.OK;
        } catch (ProgramEnded ex) {
            throw ex;
        } catch (Failure ex) {
            this.report.print(ex);
            return ex.code();
        } catch (SecretsException ex) {
            this.report.print(ex);
            return ExitCodes.of(ex, this.input);
        } catch (OutOfMemoryError ex) {
            this.report.printOutOfMemory();
            return ExitCode.GENERIC;
        } catch (RuntimeException | Error ex) {
            this.report.printUnforeseen(ex);
            return ExitCode.GENERIC;
        }
    }

    private void dispatch(List<String> arguments) {
        int last = arguments.size() - 1;
        if (last >= 0 && arguments.get(last).equals(Completions.QUESTION)) {
            this.invocation.print(Completions.of(this.invocation.program()).answer(arguments.subList(0, last)));
            return;
        }
        LegacyCommand legacy = new LegacyCommand();
        Arguments before = parser(legacy.flags()).parseLeading(arguments);
        List<String> words = before.operands();
        String first = words.isEmpty() ? "" : words.get(0);
        Commands.@Nullable Found found = Commands.find(words);
        if (before.isOn(LegacyCommand.VERSION)) {
            this.invocation.print(version());
        } else if (found == null && (before.isOn(HelpText.FLAG) || first.equals(HELP_WORD) || first.equals("h"))) {
            help(words.isEmpty() ? words : words.subList(1, words.size()));
        } else if (found == null && !Commands.family(first).isEmpty()) {
            help(isHelp(words.subList(1, words.size())) ? List.of(first) : words);
        } else if (found == null) {
            run(legacy.meant(before, this.invocation), before, new GlobalFlags(before, before));
        } else {
            Command command = found.command();
            Arguments behind = parser(command.flags()).parseAll(words.subList(found.words(), words.size()));
            if (before.isOn(HelpText.FLAG) || behind.isOn(HelpText.FLAG)) {
                this.invocation.print(help().of(command));
                return;
            }
            refuseMisplaced(before, command);
            run(command, behind, new GlobalFlags(before, behind));
        }
    }

    private FlagParser parser(List<Flag> flags) {
        List<Flag> all = new ArrayList<>(flags);
        all.addAll(GlobalFlags.ALL);
        all.add(HelpText.FLAG);
        return new FlagParser(all, this.invocation.environment());
    }

    private void run(Command command, Arguments arguments, GlobalFlags global) {
        this.input = command.input();
        command.run(arguments, global, this.invocation);
    }

    /** Flags before the command word have no effect in {@code sops}, which nobody means. */
    private void refuseMisplaced(Arguments before, Command command) {
        for (Flag flag : before.onCommandLine()) {
            if (!GlobalFlags.ALL.contains(flag) && !this.invocation.asSops()) {
                throw new Failure(
                        ExitCode.GENERIC,
                        "--" + flag.name() + " stands before '"
                                + command.manual().name() + "', where it has no effect",
                        "Write it behind: " + NAME + " " + command.manual().name() + " --" + flag.name());
            }
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.isEmpty()
                || List.of("--help", "-help", "-h", "--h", HELP_WORD, "h").contains(words.get(0));
    }

    private void help(List<String> words) {
        Commands.@Nullable Found found = Commands.find(words);
        List<Command> family = (words.size() == 1) ? Commands.family(words.get(0)) : List.of();
        if (found == null && family.isEmpty() && !words.isEmpty()) {
            String topic = String.join(" ", words);
            String nearest = Spelling.nearest(topic, Commands.names());
            throw new Failure(
                    ExitCode.GENERIC,
                    "there is no command '" + Texts.safe(topic) + "'",
                    (nearest != null) ? "Did you mean '" + nearest + "'?" : "See --help");
        }
        this.invocation.print(
                (found != null)
                        ? help().of(found.command())
                        : family.isEmpty() ? help().overview() : help().family(words.get(0), family));
    }

    private HelpText help() {
        return new HelpText(this.invocation.program());
    }

    private String version() {
        if (this.invocation.asSops()) {
            return Invocation.SOPS + " " + Metadata.COMPATIBLE_VERSION + "\n";
        }
        String version = SecretsCommand.class.getPackage().getImplementationVersion();
        return NAME + " " + Objects.requireNonNullElse(version, "development") + " (files as of sops "
                + Metadata.COMPATIBLE_VERSION + ")\n";
    }
}
