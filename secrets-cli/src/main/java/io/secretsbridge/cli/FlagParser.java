package io.secretsbridge.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads command lines as {@code sops} does, which is how Go programs do: {@code -flag}, {@code --flag}, {@code -flag=v} and
 * {@code --flag v} are all the same, short flags are not bundled, a switch takes a value only after {@code =}, and
 * {@code --} ends the flags. No library for Java knows this syntax.
 */
final class FlagParser {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final Map<String, Flag> byName = new HashMap<>();

    private final Map<String, String> environment;

    FlagParser(List<Flag> flags, Map<String, String> environment) {
        this.environment = environment;
        for (Flag flag : flags) {
            for (String name : flag.names()) {
                this.byName.put(name, flag);
            }
        }
    }

    /** Reads flags up to the first argument that is none; it and all that follow are operands. */
    Arguments parseLeading(List<String> arguments) {
        Map<Flag, List<String>> given = new LinkedHashMap<>();
        Map<Flag, String> spelled = new HashMap<>();
        int at = 0;
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                break;
            }
            at++;
            if (argument.equals("--")) {
                break;
            }
            String body = withoutDashes(argument);
            int equals = body.indexOf('=');
            String name = (equals < 0) ? body : body.substring(0, equals);
            Flag flag = this.byName.get(name);
            if (flag == null) {
                throw unknown(name);
            }
            String other = spelled.putIfAbsent(flag, name);
            if (other != null && !other.equals(name)) {
                throw usage("--" + flag.name() + " is given in two forms", "Give it once");
            }
            String value;
            if (equals >= 0) {
                value = body.substring(equals + 1);
            } else if (flag.isSwitch()) {
                value = "true";
            } else if (at < arguments.size()) {
                value = arguments.get(at++);
            } else {
                throw usage("--" + flag.name() + " needs a value", "Write --" + flag.name() + " " + flag.valueName());
            }
            check(flag, value);
            given.computeIfAbsent(flag, (key) -> new ArrayList<>()).add(value);
        }
        return new Arguments(given, arguments.subList(at, arguments.size()), this.environment);
    }

    /** Reads flags that may also stand behind operands. What looks like a flag and is none is then an operand. */
    Arguments parseAll(List<String> arguments) {
        List<String> flags = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean valueDue = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean declared = isDeclared(argument);
            if (valueDue && !declared) {
                // Also behind a switch: its place is then the front, but it stays the operand that it is.
                flags.add(argument);
                valueDue = false;
            } else if (argument.equals("--")) {
                others.add(0, argument);
                others.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            } else if (declared) {
                flags.add(argument);
                valueDue = argument.indexOf('=') < 0;
            } else {
                others.add(argument);
            }
        }
        flags.addAll(others);
        return parseLeading(flags);
    }

    private boolean isDeclared(String argument) {
        if (argument.length() < 2 || argument.charAt(0) != '-' || argument.equals("--")) {
            return false;
        }
        String name = argument.substring(argument.startsWith("--") ? 2 : 1);
        int equals = name.indexOf('=');
        return this.byName.containsKey((equals < 0) ? name : name.substring(0, equals));
    }

    private static String withoutDashes(String argument) {
        String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.startsWith("-") || body.startsWith("=")) {
            throw usage("'" + Texts.safe(argument) + "' is no flag", "Flags are written --name or -name");
        }
        return body;
    }

    private static void check(Flag flag, String value) {
        if (flag.isSwitch()) {
            booleanOf(flag, value);
        } else if (flag.kind() == Flag.Kind.NUMBER) {
            numberOf(flag, value);
        }
    }

    static boolean booleanOf(Flag flag, String value) {
        if (TRUE.contains(value)) {
            return true;
        }
        if (FALSE.contains(value)) {
            return false;
        }
        throw usage("--" + flag.name() + " is a switch", "Write --" + flag.name() + ", or =true or =false behind it");
    }

    static int numberOf(Flag flag, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException ex) {
            throw usage("--" + flag.name() + " needs a whole number", "Write --" + flag.name() + " 2");
        }
    }

    private Failure unknown(String name) {
        String nearest = Spelling.nearest(name, this.byName.keySet());
        return usage(
                "there is no flag --" + Texts.safe(name),
                (nearest == null) ? "See --help" : "Did you mean --" + nearest + "? See --help");
    }

    private static Failure usage(String problem, String action) {
        return new Failure(ExitCode.GENERIC, problem, action);
    }
}
