package io.secretsbridge.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the command line of one command says: flags, the environment where it stands in for them, and operands. */
final class Arguments {

    private final Map<Flag, List<String>> given;

    private final List<String> operands;

    private final Map<String, String> environment;

    Arguments(Map<Flag, List<String>> given, List<String> operands, Map<String, String> environment) {
        this.given = Map.copyOf(given);
        this.operands = List.copyOf(operands);
        this.environment = environment;
    }

    /** The arguments that are no flags. */
    List<String> operands() {
        return this.operands;
    }

    boolean isSet(Flag flag) {
        return !values(flag).isEmpty();
    }

    boolean isOnCommandLine(Flag flag) {
        return this.given.containsKey(flag);
    }

    Set<Flag> onCommandLine() {
        return this.given.keySet();
    }

    /** The text, empty when the flag is not set: as in {@code sops}, an empty text is no text. */
    String text(Flag flag) {
        List<String> values = values(flag);
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }

    List<String> list(Flag flag) {
        return values(flag);
    }

    boolean isOn(Flag flag) {
        return isOn(flag, false);
    }

    boolean isOn(Flag flag, boolean unset) {
        String value = text(flag);
        return value.isEmpty() ? unset : FlagParser.booleanOf(flag, value);
    }

    int number(Flag flag) {
        String value = text(flag);
        return value.isEmpty() ? 0 : FlagParser.numberOf(flag, value);
    }

    private List<String> values(Flag flag) {
        List<String> values = this.given.get(flag);
        if (values != null) {
            return values;
        }
        String value = (flag.variable() != null) ? this.environment.getOrDefault(flag.variable(), "") : "";
        if (value.isEmpty()) {
            return List.of();
        }
        return (flag.kind() == Flag.Kind.LIST) ? List.of(value.split(",", -1)) : List.of(value);
    }
}
