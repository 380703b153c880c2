package io.secretsbridge.detect;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A setting with a sensitive name inside a longer text: connection strings ({@code AccountKey=…;}), JDBC parameters
 * ({@code ?user=a&password=b}), JAAS lines ({@code password="b"}), options of the virtual machine ({@code -Ddb.password=b}),
 * headers ({@code authorization=Bearer b}).
 */
final class AssignmentRule implements ValueRule {

    private static final int MAX_KEY_LENGTH = 128;

    private static final int MAX_VALUE_LENGTH = 4096;

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int from = 0;
        int at = nextSign(text, 0);
        while (at >= 0) {
            int keyStart = startOfKey(text, from, at);
            String key = text.substring(keyStart, at);
            NameRule.Match match = match(key, text);
            int next = at + 1;
            if (match != null && match.confidence().isActionable()) {
                int valueStart = startOfValue(text, at);
                next = Math.max(next, endOfValue(text, valueStart));
                String value = text.substring(Math.min(valueStart, next), next);
                if (!Vetoes.isHarmless(key, value, match.passwordLike(), surroundings)
                        && !sink.test(new Finding(
                                "value.assignment",
                                Confidence.MEDIUM,
                                "holds a setting named '" + match.word() + "'",
                                keyStart))) {
                    return;
                }
            }
            from = next;
            at = nextSign(text, next);
        }
    }

    /** Finds {@code =} or {@code ": "}, which is how headers and YAML have it. */
    private static int nextSign(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char ch = text.charAt(i);
            if (ch == '=' || (ch == ':' && i + 1 < text.length() && text.charAt(i + 1) == ' ')) {
                return i;
            }
        }
        return -1;
    }

    private static int startOfKey(String text, int from, int at) {
        int start = at;
        int limit = Math.max(from, at - MAX_KEY_LENGTH);
        while (start > limit && Alphabet.DOTTED.contains(text.charAt(start - 1))) {
            start--;
        }
        if (text.startsWith("-D", start)) {
            start += 2;
        }
        return start;
    }

    private static int startOfValue(String text, int at) {
        int start = at + 1;
        if (text.charAt(at) == ':') {
            start++;
        }
        int limit = Math.min(text.length(), start + 4);
        while (start < limit && "\"'\\".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return start;
    }

    private static int endOfValue(String text, int start) {
        int end = start;
        int limit = Math.min(text.length(), start + MAX_VALUE_LENGTH);
        int braces = 0;
        while (end < limit) {
            char ch = text.charAt(end);
            if (ch == '{' || ch == '(') {
                braces++;
            } else if (ch == '}' || ch == ')') {
                braces--;
            } else if (braces <= 0 && (ch <= ' ' || "\"';&,".indexOf(ch) >= 0)) {
                break;
            }
            end++;
        }
        return end;
    }

    private static NameRule.@Nullable Match match(String key, String text) {
        if (key.equalsIgnoreCase("pwd")) {
            return new NameRule.Match("pwd", true, Confidence.MEDIUM);
        }
        if (key.equalsIgnoreCase("authorization") || key.equalsIgnoreCase("proxy-authorization")) {
            return new NameRule.Match("authorization", false, Confidence.MEDIUM);
        }
        if (key.equals("sig") && text.contains("sv=")) {
            return new NameRule.Match("sig", false, Confidence.MEDIUM);
        }
        return NameRule.match(key);
    }
}
