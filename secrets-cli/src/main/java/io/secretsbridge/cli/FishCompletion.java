package io.secretsbridge.cli;

import java.util.List;

/** The completion script for fish. */
final class FishCompletion {

    private final Completions completions;

    private final StringBuilder script = new StringBuilder();

    FishCompletion(Completions completions) {
        this.completions = completions;
    }

    String script() {
        String program = this.completions.program();
        this.script.append("# fish completion, printed by: ").append(program).append(" completion fish\n");
        List<String> first = this.completions.firstWords();
        String none = "not __fish_seen_subcommand_from " + String.join(" ", first);
        for (Completions.Entry command : this.completions.commands()) {
            String[] words = command.name().split(" ", -1);
            String seen = "__fish_seen_subcommand_from " + words[words.length - 1];
            if (words.length == 1) {
                line(none, " -a " + words[0] + description(command.summary()));
            } else {
                String family = "__fish_seen_subcommand_from " + words[0] + "; and ";
                String before =
                        "not __fish_seen_subcommand_from " + String.join(" ", this.completions.secondWords(words[0]));
                line(family + before, " -f -a " + words[1] + description(command.summary()));
                seen = family + seen;
            }
            for (String word : command.operands()) {
                line(seen, " -f -a " + word);
            }
            for (Flag flag : command.flags()) {
                flag(seen, flag);
            }
        }
        for (String word : first) {
            List<String> second = this.completions.secondWords(word);
            if (!second.isEmpty()) {
                line(none, " -a " + word + description(String.join(", ", second)));
            }
        }
        for (Flag flag : this.completions.flags()) {
            flag(none, flag);
        }
        return this.script.toString();
    }

    private void flag(String condition, Flag flag) {
        StringBuilder options = new StringBuilder();
        for (String name : flag.names()) {
            options.append((name.length() == 1) ? " -s " : " -l ").append(name);
        }
        if (!Completions.words(flag).isEmpty()) {
            options.append(" -x -a ").append(quoted(String.join(" ", Completions.words(flag))));
        } else if (Completions.takesFile(flag)) {
            options.append(" -r -F");
        } else if (!flag.isSwitch()) {
            options.append(" -x");
        }
        line(condition, options + description(flag.help()));
    }

    private void line(String condition, String options) {
        this.script
                .append("complete -c ")
                .append(this.completions.program())
                .append(" -n ")
                .append(quoted(condition))
                .append(options)
                .append('\n');
    }

    private static String description(String text) {
        return " -d " + quoted(text);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
