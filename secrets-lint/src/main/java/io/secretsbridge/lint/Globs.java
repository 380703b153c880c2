package io.secretsbridge.lint;

import com.google.re2j.Pattern;

/** Patterns of file names with {@code *} and {@code **}. In linear time, since they come with a repository. */
final class Globs {

    private Globs() {}

    static boolean matches(String glob, String file) {
        StringBuilder expression = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            if (glob.startsWith("**/", at)) {
                expression.append("(.*/)?");
                at += 3;
            } else if (glob.startsWith("**", at)) {
                expression.append(".*");
                at += 2;
            } else if (glob.charAt(at) == '*') {
                expression.append("[^/]*");
                at++;
            } else {
                expression.append(Pattern.quote(String.valueOf(glob.charAt(at))));
                at++;
            }
        }
        return Pattern.matches("(?s)" + expression, file.replace('\\', '/'));
    }
}
