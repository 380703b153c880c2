package io.secretsbridge.key.age;

import io.secretsbridge.key.KeySettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

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

    /** Returns how long a program may run that perhaps asks a person by itself, or waits until somebody touches a token. */
    static Duration timeLimit(KeySettings settings) {
        return settings.prompt().isPresent() ? settings.totalTimeout() : settings.callTimeout();
    }
}
