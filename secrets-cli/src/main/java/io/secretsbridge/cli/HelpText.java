package io.secretsbridge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code --help} prints: at most a screen, with lines that can be copied. */
final class HelpText {

    /** The flag that prints it. */
    static final Flag FLAG = Flag.toggle("print this help", "help", "h");

    private static final int GAP = 2;

    private static final int MAX_LEFT = 30;

    private final String program;

    private final StringBuilder text = new StringBuilder();

    HelpText(String program) {
        this.program = program;
    }

    String overview() {
        paragraph("Seals the secrets of a project so that they can be committed, and opens them again. Files, flags and"
                + " exit codes are those of sops.");
        this.text.append("\nUsage: ").append(this.program).append(" COMMAND [FLAGS] [FILE]\n");
        heading("Commands");
        List<Row> commands = new ArrayList<>();
        Commands.all()
                .forEach((command) -> commands.add(
                        new Row(command.manual().name(), command.manual().summary())));
        commands.add(new Row("help COMMAND", "say more about one of them"));
        table(commands);
        heading("Flags for all");
        List<Row> flags = rows(GlobalFlags.ALL);
        flags.add(row(LegacyCommand.VERSION));
        table(flags);
        heading("As in older scripts");
        table(List.of(
                new Row("FILE", "the same as edit FILE"),
                new Row("-d FILE, -e FILE", "the same as decrypt FILE, encrypt FILE"),
                new Row("-r FILE", "the same as rotate FILE"),
                new Row("--set 'PATH VALUE' FILE", "the same as set FILE PATH VALUE")));
        heading("To begin");
        examples(List.of(
                new Manual.Example("init", "make a key and a .sops.yaml"),
                new Manual.Example("edit secrets.yaml", "make a sealed file; commit it")));
        return this.text.toString();
    }

    String family(String name, List<Command> commands) {
        this.text
                .append("Usage: ")
                .append(this.program)
                .append(' ')
                .append(name)
                .append(" COMMAND [FLAGS]\n");
        heading("Commands");
        table(commands.stream()
                .map((command) ->
                        new Row(command.manual().name(), command.manual().summary()))
                .toList());
        return this.text.toString();
    }

    String of(Command command) {
        this.text.append("Usage: ").append(this.program);
        for (String part :
                List.of(command.manual().name(), "[FLAGS]", command.manual().operands())) {
            this.text.append(part.isEmpty() ? "" : " ").append(part);
        }
        this.text.append("\n\n");
        paragraph(command.manual().description());
        if (!command.flags().isEmpty()) {
            heading("Flags");
            table(rows(command.flags()));
        }
        String rare = command.flags().stream()
                .filter(Flag::rare)
                .map((flag) -> "--" + flag.name())
                .collect(Collectors.joining(", "));
        if (!rare.isEmpty()) {
            this.text.append('\n');
            paragraph("Also, by the reference: " + rare);
        }
        heading("Examples");
        examples(command.manual().examples());
        return this.text.toString();
    }

    private record Row(String left, String right) {}

    private static List<Row> rows(List<Flag> flags) {
        return flags.stream()
                .filter((flag) -> !flag.rare())
                .map(HelpText::row)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Row row(Flag flag) {
        return new Row(flag.synopsis(), flag.help());
    }

    private void heading(String heading) {
        this.text.append('\n').append(heading).append(":\n");
    }

    private void paragraph(String paragraph) {
        Texts.wrap(paragraph, Texts.WIDTH)
                .forEach((line) -> this.text.append(line).append('\n'));
    }

    private void examples(List<Manual.Example> examples) {
        table(examples.stream()
                .map((example) -> new Row(this.program + " " + example.line(), example.meaning()))
                .toList());
    }

    private void table(List<Row> rows) {
        int left = rows.stream()
                .mapToInt((row) -> row.left().length())
                .filter((length) -> length <= MAX_LEFT)
                .max()
                .orElse(MAX_LEFT);
        for (Row row : rows) {
            List<String> lines = Texts.wrap(row.right(), Texts.WIDTH - left - 2 * GAP);
            boolean fits = row.left().length() <= left;
            this.text.append(" ".repeat(GAP)).append(row.left());
            this.text.append(fits ? " ".repeat(left - row.left().length() + GAP) : "\n" + " ".repeat(left + 2 * GAP));
            this.text
                    .append(String.join("\n" + " ".repeat(left + 2 * GAP), lines))
                    .append('\n');
        }
    }
}
