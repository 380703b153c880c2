package io.secretsbridge.detect;

import java.util.function.Predicate;

/** Private keys as PEM text, with line breaks or with the {@code \n} of JSON, and the files of PuTTY. */
final class PrivateKeyRule implements ValueRule {

    private static final String RULE = "value.private-key";

    private static final String BEGIN = "-----BEGIN ";

    private static final String DASHES = "-----";

    private static final int MAX_LABEL_LENGTH = 64;

    /** Shorter ones are sentences about keys. */
    private static final int MIN_BODY_LENGTH = 64;

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int putty = text.indexOf("PuTTY-User-Key-File-");
        if (putty >= 0
                && text.indexOf("Private-Lines:", putty) >= 0
                && !sink.test(new Finding(RULE, Confidence.HIGH, "holds a private key", putty))) {
            return;
        }
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelStart = at + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, labelStart);
            if (labelEnd < 0) {
                break;
            }
            String label = text.substring(labelStart, Math.min(labelEnd, labelStart + MAX_LABEL_LENGTH));
            if (isPrivateKey(label) && hasBody(text, labelEnd + DASHES.length()) && !sink.test(finding(label, at))) {
                return;
            }
            at = text.indexOf(BEGIN, labelEnd);
        }
    }

    private static boolean isPrivateKey(String label) {
        return label.endsWith("PRIVATE KEY") || label.endsWith("PRIVATE KEY BLOCK");
    }

    private static boolean hasBody(String text, int start) {
        int limit = start + MIN_BODY_LENGTH;
        return text.length() >= limit && !text.substring(start, limit).contains(DASHES);
    }

    private static Finding finding(String label, int at) {
        return label.startsWith("ENCRYPTED")
                ? new Finding(RULE, Confidence.MEDIUM, "holds a private key that a password protects", at)
                : new Finding(RULE, Confidence.HIGH, "holds a private key", at);
    }
}
