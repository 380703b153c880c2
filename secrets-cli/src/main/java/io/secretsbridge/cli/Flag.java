package io.secretsbridge.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An option of a command.
 *
 * @param names the names without dashes, the one that help and errors use first
 * @param kind what value it takes
 * @param valueName what help calls the value, empty for a switch
 * @param help what it does, in a few words
 * @param variable the environment variable that sets it when the command line does not, or {@code null}
 * @param rare whether help only names it, and the reference describes it
 */
record Flag(
        List<String> names,
        Kind kind,
        String valueName,
        String help,
        @Nullable String variable,
        boolean rare) {

    /** What a flag takes. */
    enum Kind {
        /** Nothing, or {@code =true} or {@code =false}. */
        SWITCH,
        /** A text; the last one counts. */
        TEXT,
        /** A whole number; the last one counts. */
        NUMBER,
        /** A text; all count. */
        LIST
    }

    /** Puts lists of flags one behind the other. */
    @SafeVarargs
    static List<Flag> join(List<Flag>... lists) {
        List<Flag> flags = new ArrayList<>();
        for (List<Flag> list : lists) {
            flags.addAll(list);
        }
        return List.copyOf(flags);
    }

    static Flag toggle(String help, String... names) {
        return new Flag(List.of(names), Kind.SWITCH, "", help, null, false);
    }

    static Flag text(String valueName, String help, String... names) {
        return new Flag(List.of(names), Kind.TEXT, valueName, help, null, false);
    }

    static Flag number(String help, String... names) {
        return new Flag(List.of(names), Kind.NUMBER, "N", help, null, false);
    }

    static Flag list(String valueName, String help, String... names) {
        return new Flag(List.of(names), Kind.LIST, valueName, help, null, false);
    }

    Flag orVariable(String name) {
        return new Flag(this.names, this.kind, this.valueName, this.help, name, this.rare);
    }

    Flag asRare() {
        return new Flag(this.names, this.kind, this.valueName, this.help, this.variable, true);
    }

    String name() {
        return this.names.get(0);
    }

    boolean isSwitch() {
        return this.kind == Kind.SWITCH;
    }

    /** The names as people type them, short one first: {@code -i, --in-place}. */
    String synopsis() {
        StringBuilder text = new StringBuilder();
        for (int i = this.names.size() - 1; i >= 0; i--) {
            String each = this.names.get(i);
            text.append((each.length() == 1) ? "-" : "--").append(each).append((i > 0) ? ", " : "");
        }
        return this.valueName.isEmpty()
                ? text.toString()
                : text.append(' ').append(this.valueName).toString();
    }
}
