package io.secretsbridge.lint.manifest;

import io.secretsbridge.detect.Finding;
import io.secretsbridge.detect.SecretDetector;
import io.secretsbridge.detect.Surroundings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What values are, by the detector that the environment guard asks too. */
public final class Facts {

    /** A name that leaves the judgement to the value: everything but a placeholder, a reference or a sealed value counts. */
    private static final String ANY_SECRET = "any.password";

    private Facts() {}

    /** Returns what a value under a name is, if it is a secret. */
    public static Optional<Finding> secret(String name, String value) {
        if (value.indexOf('\n') >= 0) {
            return text(value);
        }
        return SecretDetector.inspect(name, value, Surroundings.UNKNOWN)
                .filter((finding) -> finding.confidence().isActionable());
    }

    /** Returns what of a text is a secret by its form. */
    public static Optional<Finding> text(String value) {
        return SecretDetector.inspectText(value).stream()
                .filter((finding) -> finding.confidence().isActionable())
                .findFirst();
    }

    /** Returns whether a name says that its value is a secret. */
    public static Optional<Finding> name(String name) {
        return SecretDetector.inspectName(name)
                .filter((finding) -> finding.confidence().isActionable());
    }

    /** Returns why a value that stands there is a secret, as the end of a sentence. */
    public static String reason(Finding finding) {
        boolean byName = finding.offset() < 0;
        return byName ? finding.reason() + ", and its value stands there in clear text" : finding.reason();
    }

    /** Returns whether a value at a place that only secrets have stands there in clear. */
    public static boolean isClear(String value) {
        return SecretDetector.inspect(ANY_SECRET, value, Surroundings.UNKNOWN).isPresent();
    }

    /** Returns the text behind base64, or the text itself when it is none. */
    public static String decoded(String value) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(value.strip());
            boolean encoded = value.chars().allMatch(Facts::isBase64);
            return encoded ? new String(bytes, StandardCharsets.UTF_8) : value;
        } catch (IllegalArgumentException ex) {
            return value;
        }
    }

    private static boolean isBase64(int ch) {
        return Character.isWhitespace(ch)
                || (ch < 128 && (Character.isLetterOrDigit(ch) || ch == '+' || ch == '/' || ch == '='));
    }
}
