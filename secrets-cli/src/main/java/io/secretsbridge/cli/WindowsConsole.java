package io.secretsbridge.cli;

import io.secretsbridge.key.Prompt;
import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The person at a console of Windows, where Java hides what is typed only while standard input and output lead there. */
final class WindowsConsole implements Prompt {

    private final Console console;

    private WindowsConsole(Console console) {
        this.console = console;
    }

    // Since JDK 22 there is always a console, unless the launcher asks for the one of java.base, as ours does.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Prompt> find() {
        return Optional.ofNullable(System.console()).map(WindowsConsole::new);
    }

    @Override
    public char @Nullable [] askSecret(String question) {
        return this.console.readPassword("%s ", question);
    }

    @Override
    public @Nullable String ask(String question) {
        return this.console.readLine("%s ", question);
    }

    @Override
    public boolean tell(String message) {
        this.console.printf("%s%n", message);
        return true;
    }
}
