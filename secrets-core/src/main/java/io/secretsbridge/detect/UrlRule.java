package io.secretsbridge.detect;

import java.util.function.Predicate;

/**
 * Addresses with a password in them: {@code scheme://user:password@host}, and Oracle's {@code user/password@host}. A user
 * without a password is an identifier, as in a Sentry DSN.
 */
final class UrlRule implements ValueRule {

    private static final String ORACLE = "jdbc:oracle:";

    private static final String END_OF_AUTHORITY = "/?#\"'<>\\,;";

    private static final int MAX_USER_INFO_LENGTH = 1024;

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int at = text.indexOf(':');
        while (at >= 0) {
            boolean found = (text.startsWith("://", at) && hasPassword(authority(text, at + 3), ':'))
                    || (text.startsWith(ORACLE, at - 4) && hasPassword(oracleUser(text, at - 4), '/'));
            if (found
                    && !sink.test(new Finding(
                            "value.url-password", Confidence.HIGH, "holds an address with a password in it", at))) {
                return;
            }
            at = text.indexOf(':', at + 1);
        }
    }

    private static String authority(String text, int start) {
        int limit = Math.min(text.length(), start + MAX_USER_INFO_LENGTH);
        int end = start;
        while (end < limit && END_OF_AUTHORITY.indexOf(text.charAt(end)) < 0 && text.charAt(end) > ' ') {
            end++;
        }
        return text.substring(start, end);
    }

    private static String oracleUser(String text, int start) {
        int from = start + ORACLE.length();
        String rest = text.substring(from, Math.min(text.length(), from + MAX_USER_INFO_LENGTH));
        return rest.substring(0, rest.indexOf('@') + 1);
    }

    private static boolean hasPassword(String userAndHost, char separator) {
        int host = userAndHost.lastIndexOf('@');
        int password = userAndHost.indexOf(separator) + 1;
        return password > 0 && password < host && isPassword(userAndHost.substring(password, host));
    }

    private static boolean isPassword(String text) {
        return text.indexOf('{') < 0 && !text.startsWith("$") && !text.startsWith("%24") && !Vetoes.isPlaceholder(text);
    }
}
