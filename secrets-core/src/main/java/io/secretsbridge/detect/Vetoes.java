package io.secretsbridge.detect;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Values that are no secrets although their name says so: empty ones, switches, numbers, paths, placeholders, references to
 * a secret that lies elsewhere, and sealed values.
 */
final class Vetoes {

    private static final Set<String> SWITCHES = Set.of(
            "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "auto", "default", "always", "never");

    private static final Set<String> PLACEHOLDERS = Set.of(
            "null",
            "nil",
            "none",
            "undefined",
            "unset",
            "n/a",
            "todo",
            "tbd",
            "redacted",
            "[redacted]",
            "masked",
            "hidden",
            "placeholder",
            "dummy",
            "example",
            "sample",
            "changeme",
            "changeit",
            "change-me",
            "change_me",
            "replaceme",
            "replace-me",
            "replace_me");

    /** Something that another program puts a value in for, as a whole. */
    private static final Pattern VARIABLE = Pattern.compile(
            "(?s)\\$\\{.*\\}|\\$\\(.*\\)|\\$[A-Za-z0-9_]+|\\{\\{.*\\}\\}|%[A-Za-z0-9_]+%|@[A-Za-z0-9_.]+@|<[^<>]*>|\\*+|[xX]{3,}|\\.{3,}|your[-_ ].*");

    private static final Pattern NUMBER = Pattern.compile(
            "(?i)[+-]?[0-9]+([.,][0-9]+)?\\s*(ns|us|ms|s|m|h|d|w|sec|secs|seconds|min|mins|minutes|hours|days|b|kb|mb|gb|k|%)?|-?PT?[0-9][0-9TDHMS.]*");

    private static final List<String> SEALED = List.of("ENC[", "ENC(", "{cipher}", "vault:v");

    private static final List<String> REFERENCES = List.of(
            "arn:",
            "op://",
            "sm://",
            "sm@",
            "ref+",
            "secretref:",
            "gcp-sm://",
            "aws-sm://",
            "@microsoft.keyvault(",
            "projects/");

    private static final List<String> LOCATIONS = List.of("file:", "classpath:", "configtree:", "mounted:");

    private static final int MAX_SHORT_LENGTH = 4096;

    private Vetoes() {}

    static boolean isHarmless(String name, String value, boolean passwordLike, Surroundings surroundings) {
        String text = value.strip();
        if (text.isEmpty() || text.equals(name)) {
            return true;
        }
        if (startsWithAny(text, SEALED)) {
            return true;
        }
        if (text.length() > MAX_SHORT_LENGTH) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return SWITCHES.contains(lower)
                || isPlaceholder(text)
                || (!passwordLike && NUMBER.matches(text))
                || isReference(lower)
                || isLocation(text, lower, surroundings);
    }

    static boolean isPlaceholder(String text) {
        return PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT)) || VARIABLE.matches(text);
    }

    private static boolean isReference(String lower) {
        return startsWithAny(lower, REFERENCES) && (!lower.startsWith("projects/") || lower.contains("/secrets/"));
    }

    /** Base64 may begin with a slash, so that a path counts only when it leads somewhere. */
    private static boolean isLocation(String text, String lower, Surroundings surroundings) {
        return startsWithAny(lower, LOCATIONS)
                || ((text.startsWith("/") || text.startsWith("./") || text.startsWith("~/"))
                        && surroundings.fileExists(text));
    }

    private static boolean startsWithAny(String text, List<String> starts) {
        return starts.stream().anyMatch(text::startsWith);
    }
}
