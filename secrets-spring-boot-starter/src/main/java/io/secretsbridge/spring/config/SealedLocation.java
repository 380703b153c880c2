package io.secretsbridge.spring.config;

import io.secretsbridge.sops.Format;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands after {@code sops:} in an import, split where a profile goes: {@code classpath:secrets} and {@code .yaml}.
 *
 * @param root the location without its ending
 * @param ending the ending with its dot, empty when there is none
 * @param hint the ending that says the format of a file that has another or none, in square brackets as for Boot's own files
 */
record SealedLocation(String root, String ending, @Nullable String hint) {

    private static final Pattern HINT = Pattern.compile("(.*)\\[\\s*(?:extension\\s*=)?\\s*(\\.\\w+)\\s*]");

    static SealedLocation of(String text) {
        Matcher hinted = HINT.matcher(text);
        if (hinted.matches()) {
            return new SealedLocation(hinted.group(1), "", hinted.group(2));
        }
        int dot = text.lastIndexOf('.');
        return (dot > text.lastIndexOf('/'))
                ? new SealedLocation(text.substring(0, dot), text.substring(dot), null)
                : new SealedLocation(text, "", null);
    }

    String path() {
        return this.root + this.ending;
    }

    /** Returns where the variant for a profile would be, named as Boot names variants. */
    String path(String profile) {
        return this.root + "-" + profile + this.ending;
    }

    /** Returns the name of the file without directories and profile. */
    String fileName() {
        String path = path();
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
    }

    Format format() {
        return Format.ofFileName(formatEnding());
    }

    /** Returns whether this is a properties file, which {@code sops} knows only as a binary file. */
    boolean isPropertiesFile() {
        return formatEnding().equals(".properties");
    }

    private String formatEnding() {
        return (this.hint != null) ? this.hint : this.ending;
    }

    @Override
    public String toString() {
        return path();
    }
}
