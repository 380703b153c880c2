package io.secretsbridge.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the script by which a shell completes command lines of this program. */
final class CompletionCommand implements Command {

    static final String NAME = "completion";

    /** A shell that a script is there for. */
    private enum Shell {
        BASH,
        ZSH,
        FISH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                Arrays.stream(Shell.values()).map(Shell::word).collect(Collectors.joining("|")),
                "print what makes bash, zsh or fish complete commands and flags",
                "Prints a script for bash, zsh or fish that knows every command, flag and type. It runs nothing while you type.",
                List.of(
                        new Manual.Example(
                                "completion bash > ~/.local/share/bash-completion/completions/secrets", "for bash"),
                        new Manual.Example("completion zsh > \"${fpath[1]}/_secrets\"", "for zsh"),
                        new Manual.Example("completion fish > ~/.config/fish/completions/secrets.fish", "for fish")));
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String word = Operands.exactly(List.of("the name of a shell"), arguments.operands(), ExitCode.GENERIC)
                .get(0);
        Shell shell = Arrays.stream(Shell.values())
                .filter((each) -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.GENERIC,
                        "there is no completion for the shell " + Texts.safe(word),
                        "It is one of "
                                + Arrays.stream(Shell.values()).map(Shell::word).collect(Collectors.joining(", "))));
        Completions completions = Completions.of(invocation.program());
        invocation.print(
                switch (shell) {
                    case BASH -> new BashCompletion(completions).script();
                    case ZSH -> new ZshCompletion(completions).script();
                    case FISH -> new FishCompletion(completions).script();
                });
    }
}
