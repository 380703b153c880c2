package io.secretsbridge.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The completion script for bash. */
final class BashCompletion {

    private final Completions completions;

    BashCompletion(Completions completions) {
        this.completions = completions;
    }

    String script() {
        String function = this.completions.function();
        StringBuilder cases = new StringBuilder();
        for (Completions.Entry command : this.completions.commands()) {
            cases.append(part("'" + command.name() + "'", command.flags()));
        }
        cases.append(part("*", this.completions.flags()));
        StringBuilder operands = new StringBuilder();
        for (String word : this.completions.firstWords()) {
            operands.append(operand(word, this.completions.secondWords(word)));
        }
        this.completions.commands().forEach((command) -> operands.append(operand(command.name(), command.operands())));
        return """
                # bash completion, printed by: %1$s completion bash
                %2$s() {
                    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' words='' flags valued files typed i
                    if [[ $prev == = ]] && ((COMP_CWORD > 1)); then
                        prev=${COMP_WORDS[COMP_CWORD-2]}
                    elif [[ $cur == = ]]; then
                        cur=''
                    fi
                    for ((i = 1; i < COMP_CWORD; i++)); do
                        [[ ${COMP_WORDS[i]} == -* ]] && continue
                        case "$command${command:+ }${COMP_WORDS[i]}" in
                            %3$s) command+=${command:+ }${COMP_WORDS[i]} ;;
                        esac
                    done
                    case $command in
                %4$s    esac
                    COMPREPLY=()
                    if [[ $cur == -* ]]; then
                        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
                    elif [[ " $typed " == *" $prev "* ]]; then
                        COMPREPLY=($(compgen -W '%5$s' -- "$cur"))
                    elif [[ " $files " == *" $prev "* ]]; then
                        compopt -o default
                    elif [[ " $valued " != *" $prev "* ]]; then
                        case $command in
                            '') words='%6$s help' ;;
                %7$s        esac
                        [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
                        compopt -o default
                    fi
                }
                complete -F %2$s %1$s
                """.formatted(
                        this.completions.program(),
                        function,
                        this.completions.commands().stream()
                                .flatMap((command) -> prefixes(command.name()))
                                .distinct()
                                .map((name) -> "'" + name + "'")
                                .collect(Collectors.joining(" | ")),
                        cases,
                        String.join(" ", Completions.words(FormatFlags.INPUT_TYPE)),
                        String.join(" ", this.completions.firstWords()),
                        operands);
    }

    private static String operand(String pattern, List<String> words) {
        return words.isEmpty() ? "" : "            '" + pattern + "') words='" + String.join(" ", words) + "' ;;\n";
    }

    /** The words of a name, and its first one alone. */
    static Stream<String> prefixes(String name) {
        int space = name.indexOf(' ');
        return (space < 0) ? Stream.of(name) : Stream.of(name.substring(0, space), name);
    }

    private static String part(String pattern, List<Flag> flags) {
        return "        " + pattern + ")\n            flags='"
                + names(flags.stream())
                + "'\n            typed='"
                + names(flags.stream().filter((flag) -> !Completions.words(flag).isEmpty()))
                + "'\n            files='"
                + names(flags.stream().filter(Completions::takesFile))
                + "'\n            valued='"
                + names(flags.stream().filter((flag) -> !flag.isSwitch()))
                + "' ;;\n";
    }

    private static String names(Stream<Flag> flags) {
        return flags.flatMap(Completions::dashed).collect(Collectors.joining(" "));
    }
}
