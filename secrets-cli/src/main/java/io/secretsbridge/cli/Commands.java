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
            new Entry(FileStatusCommand.NAME, FileStatusCommand::new));

    private Commands() {}

    static @Nullable Command find(String name) {
        for (Entry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return entry.make().get();
            }
        }
        return null;
    }

    static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }

    static List<Command> all() {
        return ENTRIES.stream().map((entry) -> entry.make().get()).toList();
    }
}
