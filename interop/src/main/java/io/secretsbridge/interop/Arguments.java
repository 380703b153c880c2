package io.secretsbridge.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of a group, each {@code --name value} or {@code --name=value}. */
final class Arguments {

    private final Map<String, String> values = new HashMap<>();

    Arguments(List<String> arguments, Set<String> known) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = (equals < 0) ? argument : argument.substring(0, equals);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + name + "; known: " + String.join(" ", known));
            }
            if (equals >= 0) {
                this.values.put(name, argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                this.values.put(name, arguments.get(++i));
            } else {
                throw new IllegalArgumentException("option " + name + " needs a value");
            }
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(this.values.get(name));
    }

    boolean has(String name) {
        return this.values.containsKey(name);
    }

    long number(String name, long otherwise) {
        String value = this.values.get(name);
        return (value == null) ? otherwise : Long.parseLong(value);
    }
}
