package io.secretsbridge.cli;

import java.util.List;
import java.util.stream.Collectors;

/** The completion script for zsh. */
final class ZshCompletion {

    private final Completions completions;

    ZshCompletion(Completions completions) {
        this.completions = completions;
    }

    String script() {
        StringBuilder cases = new StringBuilder();
        for (Completions.Entry command : this.completions.commands()) {
            cases.append("        ").append(quoted(command.name())).append(")\n");
            cases.append("            _arguments : \\\n");
            for (Flag flag : command.flags()) {
                cases.append("                ").append(specification(flag)).append(" \\\n");
            }
            cases.append("                ")
                    .append(
                            command.operands().isEmpty()
                                    ? "'*:file:_files'"
                                    : quoted("1:word:(" + String.join(" ", command.operands()) + ")"))
                    .append(" ;;\n");
        }
        StringBuilder families = new StringBuilder();
        for (String word : this.completions.firstWords()) {
            List<String> second = this.completions.secondWords(word);
            if (!second.isEmpty()) {
                families.append("        ")
                        .append(word)
                        .append(") _values ")
                        .append(quoted(word))
                        .append(' ')
                        .append(String.join(" ", second))
                        .append(" ;;\n");
            }
        }
        return """
                #compdef %1$s
                # zsh completion, printed by: %1$s completion zsh
                %2$s() {
                    local command='' word
                    local -i at=2
                    local -a commands
                    commands=(
                %3$s    )
                    for ((; at < CURRENT; at++)); do
                        word=${words[at]}
                        [[ $word == -* ]] && continue
                        case "$command${command:+ }$word" in
                            %4$s) command+=${command:+ }$word ;;
                            *) [[ -z $command && ${words[at-1]} == -* ]] || break ;;
                        esac
                        words=("${words[1]}" "${(@)words[at+1,-1]}")
                        ((CURRENT -= at - 1))
                        at=1
                    done
                    case $command in
                        '')
                            if [[ ${words[CURRENT]} == -* ]]; then
                                _arguments : \\
                %5$s                    '*:file:_files'
                            else
                                _describe command commands
                                _files
                            fi ;;
                %6$s%7$s    esac
                }
                if [[ ${funcstack[1]} == %2$s ]]; then %2$s "$@"; else compdef %2$s %1$s; fi
                """.formatted(
                        this.completions.program(),
                        this.completions.function(),
                        this.completions.firstWords().stream()
                                .map((word) -> "        " + quoted(word + ":" + summary(word)) + "\n")
                                .collect(Collectors.joining()),
                        this.completions.commands().stream()
                                .map(Completions.Entry::name)
                                .flatMap(BashCompletion::prefixes)
                                .distinct()
                                .map(ZshCompletion::quoted)
                                .collect(Collectors.joining(" | ")),
                        this.completions.flags().stream()
                                .map((flag) -> "                    " + specification(flag) + " \\\n")
                                .collect(Collectors.joining()),
                        families,
                        cases);
    }

    private String summary(String word) {
        return this.completions.commands().stream()
                .filter((command) -> command.name().equals(word))
                .map(Completions.Entry::summary)
                .findFirst()
                .orElse(String.join(", ", this.completions.secondWords(word)));
    }

    private static String specification(Flag flag) {
        StringBuilder text = new StringBuilder();
        List<String> names = Completions.dashed(flag).toList();
        text.append(
                (names.size() > 1)
                        ? quoted("(" + String.join(" ", names) + ")") + "{" + String.join(",", names) + "}"
                        : names.get(0));
        StringBuilder rest = new StringBuilder("[" + escaped(flag.help()) + "]");
        if (!flag.isSwitch()) {
            rest.append(':').append(escaped(flag.valueName())).append(':');
            if (!Completions.words(flag).isEmpty()) {
                rest.append('(')
                        .append(String.join(" ", Completions.words(flag)))
                        .append(')');
            } else if (Completions.takesFile(flag)) {
                rest.append("_files");
            }
        }
        return text.append(quoted(rest.toString())).toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
