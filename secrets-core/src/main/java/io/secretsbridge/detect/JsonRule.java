package io.secretsbridge.detect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * A string under a sensitive name inside JSON text, such as {@code SPRING_APPLICATION_JSON}, {@code VCAP_SERVICES} or the key
 * file of a service account. It looks for names and strings and does not ask whether the rest is well-formed, because a broken
 * text leaks as well.
 */
final class JsonRule implements ValueRule {

    private static final int MAX_DEPTH = 64;

    private static final int MAX_NAME_LENGTH = 256;

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        if (startsLikeJson(text)) {
            new Scan(text, surroundings, sink).run();
        }
    }

    private static boolean startsLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char ch = text.charAt(i);
            if (!Character.isWhitespace(ch)) {
                return ch == '{' || ch == '[';
            }
        }
        return false;
    }

    private static final class Scan {

        private final String text;

        private final Surroundings surroundings;

        private final Predicate<Finding> sink;

        private final Deque<String> names = new ArrayDeque<>();

        private String name = "";

        private int at;

        private Scan(String text, Surroundings surroundings, Predicate<Finding> sink) {
            this.text = text;
            this.surroundings = surroundings;
            this.sink = sink;
        }

        private void run() {
            boolean more = true;
            while (more && this.at < this.text.length()) {
                char ch = this.text.charAt(this.at);
                if (ch == '"') {
                    more = string();
                } else {
                    structure(ch);
                    this.at++;
                }
            }
        }

        private void structure(char ch) {
            if ((ch == '{' || ch == '[') && this.names.size() < MAX_DEPTH) {
                this.names.push(this.name);
                this.name = "";
            } else if ((ch == '}' || ch == ']') && !this.names.isEmpty()) {
                this.names.pop();
                this.name = "";
            } else if (ch == ',') {
                this.name = "";
            }
        }

        /** Returns whether to go on. */
        private boolean string() {
            int start = this.at + 1;
            int end = start;
            while (end < this.text.length() && this.text.charAt(end) != '"') {
                end += (this.text.charAt(end) == '\\') ? 2 : 1;
            }
            end = Math.min(end, this.text.length());
            this.at = end + 1;
            if (isFollowedByColon()) {
                this.name = this.text.substring(start, Math.min(end, start + MAX_NAME_LENGTH));
                return true;
            }
            return check(start, end);
        }

        private boolean isFollowedByColon() {
            int next = this.at;
            while (next < this.text.length() && Character.isWhitespace(this.text.charAt(next))) {
                next++;
            }
            return next < this.text.length() && this.text.charAt(next) == ':';
        }

        /** The name of the object around counts too: {@code {"encrypt": {"key": "…"}}}. */
        private boolean check(int start, int end) {
            String parent = this.names.isEmpty() ? "" : this.names.peek();
            NameRule.Match match = NameRule.match(this.name.isEmpty() ? parent : parent + "." + this.name);
            return match == null
                    || !match.confidence().isActionable()
                    || Vetoes.isHarmless(
                            this.name, this.text.substring(start, end), match.passwordLike(), this.surroundings)
                    || this.sink.test(new Finding(
                            "value.json",
                            Confidence.MEDIUM,
                            "holds JSON with a string named '" + match.word() + "'",
                            start));
        }
    }
}
