package io.secretsbridge.cli;

import io.secretsbridge.sops.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be typed next, taken from the commands themselves.
 *
 * @param program the name of the program
 * @param commands all commands
 * @param flags the flags that may stand before a command
 */
record Completions(String program, List<Entry> commands, List<Flag> flags) {

    /** The flag by which completion scripts of {@code sops} ask what can be typed next. */
    static final String QUESTION = "--generate-bash-completion";

    /**
     * A command.
     *
     * @param name its words
     * @param summary what it does, in one line
     * @param operands what its operand can be, empty when it is not one of a few words
     * @param flags its flags and those of all commands
     */
    record Entry(String name, String summary, List<String> operands, List<Flag> flags) {}

    static Completions of(String program) {
        List<Entry> commands = new ArrayList<>();
        for (Command command : Commands.all()) {
            Manual manual = command.manual();
            commands.add(new Entry(
                    manual.name(),
                    manual.summary(),
                    manual.operandWords(),
                    Flag.join(command.flags(), GlobalFlags.ALL, List.of(HelpText.FLAG))));
        }
        Set<Flag> before = new LinkedHashSet<>(new LegacyCommand().flags());
        before.addAll(GlobalFlags.ALL);
        before.add(HelpText.FLAG);
        return new Completions(program, List.copyOf(commands), List.copyOf(before));
    }

    /** The first words of the commands, each once. */
    List<String> firstWords() {
        return this.commands.stream()
                .map((command) -> firstWord(command.name()))
                .distinct()
                .toList();
    }

    /** The second words of the commands that begin with a word, empty for most. */
    List<String> secondWords(String first) {
        return this.commands.stream()
                .map(Entry::name)
                .filter((name) -> name.startsWith(first + " "))
                .map((name) -> name.substring(first.length() + 1))
                .toList();
    }

    private static String firstWord(String name) {
        int space = name.indexOf(' ');
        return (space < 0) ? name : name.substring(0, space);
    }

    /** What a flag's value can be, empty when it is not one of a few words. */
    static List<String> words(Flag flag) {
        return flag.valueName().equals("TYPE")
                ? Arrays.stream(Format.values()).map(Format::word).toList()
                : List.of();
    }

    static boolean takesFile(Flag flag) {
        return flag.valueName().equals("FILE");
    }

    /** The name of a flag as it is typed. */
    static String dashed(String name) {
        return ((name.length() == 1) ? "-" : "--") + name;
    }

    static Stream<String> dashed(Flag flag) {
        return flag.names().stream().map(Completions::dashed);
    }

    /** A name that a function of a shell can have. */
    String function() {
        return "_" + this.program.replaceAll("[^A-Za-z0-9]", "_");
    }

    /**
     * Answers a completion script of {@code sops}.
     *
     * @param words the command line up to the word that is asked for, with what is typed of that when it begins with a dash
     * @return the words that can stand there, one a line
     */
    String answer(List<String> words) {
        String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        List<String> typed =
                words.stream().filter((word) -> !word.startsWith("-")).toList();
        @Nullable Entry command = command(typed);
        Stream<String> answer;
        if (last.startsWith("-")) {
            answer = ((command != null) ? command.flags() : this.flags)
                    .stream().flatMap(Completions::dashed).filter((flag) -> flag.startsWith(last));
        } else if (typed.isEmpty()) {
            answer = Stream.concat(firstWords().stream(), Stream.of("help", "h"));
        } else {
            answer = (command != null) ? Stream.empty() : secondWords(typed.get(0)).stream();
        }
        return answer.map((word) -> word + "\n").collect(Collectors.joining());
    }

    private @Nullable Entry command(List<String> typed) {
        Commands.@Nullable Found found = Commands.find(typed);
        return this.commands.stream()
                .filter((each) -> found != null
                        && each.name().equals(found.command().manual().name()))
                .findFirst()
                .orElse(null);
    }
}
