package io.secretsbridge.cli;

import java.nio.file.Path;
import java.util.Arrays;

/** Flags and input of the commands for single values. */
final class ValueFlags {

    static final Flag NAME = Flag.text("NAME", "the name of the value, for example that of the property", "name");

    /** By which the rule is chosen that {@code init} writes, because a single value is in no file. */
    private static final String RULE_NAME = "secrets.yaml";

    static final Flag RULE = Flag.text(
            "NAME", "take the rule for this file, by default " + RULE_NAME, FormatFlags.FILENAME_OVERRIDE.name());

    private ValueFlags() {}

    static String name(Arguments arguments) {
        String name = arguments.text(NAME);
        if (name.isEmpty()) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "the value has no name, without which it could be moved to where another is due",
                    "Give that of the property: --name spring.datasource.password");
        }
        return name;
    }

    static Path subject(Arguments arguments, Invocation invocation) {
        String name = arguments.text(RULE);
        return invocation.resolve(name.isEmpty() ? RULE_NAME : name);
    }

    /** Leaves out the newline behind a single line, as a mounted secret has it. */
    static byte[] withoutNewline(byte[] bytes) {
        int end = bytes.length - 1;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                return bytes;
            }
        }
        if (end < 0 || bytes[end] != '\n') {
            return bytes;
        }
        return Arrays.copyOf(bytes, (end > 0 && bytes[end - 1] == '\r') ? end - 1 : end);
    }
}
