package io.secretsbridge.key.age;

import io.secretsbridge.key.KeySettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code age-plugin-*} programs. A recipient, which may come from a file in git, never makes one start: an identity of the user's
 * names it, or the user lists it, or the command follows {@code sops} in everything.
 */
final class Plugins {

    static final String LIST_VARIABLE = "SECRETS_AGE_PLUGINS";

    static final String LIST_PROPERTY = "age.plugins";

    private static final Pattern NAME = Pattern.compile("[a-z0-9+._-]{1,64}");

    private Plugins() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static String program(String name) {
        return "age-plugin-" + name;
    }

    /** Returns whether the settings allow a plugin, apart from identities that name it. */
    static boolean isListed(String name, KeySettings settings) {
        return settings.followsSops()
                || settings.environment(LIST_VARIABLE)
                        .or(() -> settings.property(LIST_PROPERTY))
                        .map((list) -> Arrays.stream(list.split(",", -1))
                                .map(String::strip)
                                .toList()
                                .contains(name))
                        .orElse(false);
    }

    /** Looks for a program in the absolute directories of the path: what lies where the command was called is no plugin. */
    static Optional<Path> find(String name, KeySettings settings) {
        String path = settings.usesEnvironment()
                ? settings.environment("PATH").orElse("")
                : Optional.ofNullable(System.getenv("PATH")).orElse("");
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> names = windows ? List.of(program(name) + ".exe") : List.of(program(name));
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .map(Plugins::directory)
                .flatMap(Optional::stream)
                .flatMap((directory) -> names.stream().map(directory::resolve))
                .filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> directory(String text) {
        try {
            @Nullable Path directory = text.isEmpty() ? null : Path.of(text);
            return Optional.ofNullable(directory).filter(Path::isAbsolute);
        } catch (InvalidPathException ex) {
            return Optional.empty();
        }
    }
}
