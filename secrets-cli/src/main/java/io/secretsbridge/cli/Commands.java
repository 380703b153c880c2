package io.secretsbridge.cli;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The commands by name. Each is made when it is asked for. */
final class Commands {

    private record Entry(String name, Supplier<Command> make) {}

    /** In the order of help. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry(InitCommand.NAME, InitCommand::new),
            new Entry(EncryptCommand.NAME, EncryptCommand::new),
            new Entry(DecryptCommand.NAME, DecryptCommand::new),
            new Entry(EditCommand.NAME, EditCommand::new),
            new Entry(SetCommand.NAME, SetCommand::new),
            new Entry(UnsetCommand.NAME, UnsetCommand::new),
            new Entry(RotateCommand.NAME, RotateCommand::new),
            new Entry(UpdateKeysCommand.NAME, UpdateKeysCommand::new),
            new Entry(GroupsAddCommand.NAME, GroupsAddCommand::new),
            new Entry(GroupsDeleteCommand.NAME, GroupsDeleteCommand::new),
            new Entry(ValueSealCommand.NAME, ValueSealCommand::new),
            new Entry(ValueOpenCommand.NAME, ValueOpenCommand::new),
            new Entry(ExecFileCommand.NAME, ExecFileCommand::new),
            new Entry(ExecEnvCommand.NAME, ExecEnvCommand::new),
            new Entry(FileStatusCommand.NAME, FileStatusCommand::new),
            new Entry(PublishCommand.NAME, PublishCommand::new),
            new Entry(LintCommand.NAME, LintCommand::new),
            new Entry(CompletionCommand.NAME, CompletionCommand::new));

    private static final int MAX_WORDS = 2;

    private Commands() {}

    /**
     * A command that a command line names.
     *
     * @param command the command
     * @param words how many words its name has
     */
    record Found(Command command, int words) {}

    static @Nullable Found find(List<String> words) {
        for (int count = Math.min(MAX_WORDS, words.size()); count > 0; count--) {
            String name = String.join(" ", words.subList(0, count));
            for (Entry entry : ENTRIES) {
                if (entry.name().equals(name)) {
                    return new Found(entry.make().get(), count);
                }
            }
        }
        return null;
    }

    /** The commands whose names begin with a word and have another, as {@code groups} has. */
    static List<Command> family(String word) {
        return ENTRIES.stream()
                .filter((entry) -> entry.name().startsWith(word + " "))
                .map((entry) -> entry.make().get())
                .toList();
    }

    static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }

    static List<Command> all() {
        return ENTRIES.stream().map((entry) -> entry.make().get()).toList();
    }
}
