package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Container;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;

/** Secrets in {@code command}, {@code args}, probes and hooks. */
final class CommandSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "command-secret", Severity.ERROR, "a command line or a header of a probe holds a secret")
            .because(
                    "Everybody who may look at the pod or at the processes of the node reads the command lines, "
                            + "and so does every process in the pod. They are logged by the kubelet, by audit logs and by "
                            + "tools for observation.",
                    "Pass the path of a mounted file: most programs have an option for that. For those that have "
                            + "none: `secrets exec-file`.")
            .examples(Examples.container("""
                    args:
                    - --db-password=$(DB_PASSWORD)
                    - --api-token
                    - 9f8e7d6c5b4a39281706
                    """), Examples.container("""
                    args:
                    - --db-password-file=/etc/secrets/db/password
                    """));

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Container container : Container.of(manifest)) {
            Expansions secrets = Expansions.of(container);
            for (Cursor line : container.commandLines()) {
                checkLine(line.isScalar() ? List.of(line) : line.items(), secrets, report);
            }
            for (Cursor header : container.headers()) {
                Cursor value = header.get("value");
                boolean secret = isCredential(header.get("name").text(), value.text())
                        || secrets.firstIn(value.text()).isPresent();
                if (secret && !value.isTemplate()) {
                    report.add(INFO, value, "the header '" + header.get("name").text() + "' of a probe holds a secret");
                }
            }
        }
    }

    private static final int MAX_OPTION_LENGTH = 64;

    private static void checkLine(List<Cursor> words, Expansions secrets, Report report) {
        String before = "";
        for (Cursor word : words) {
            String text = word.text();
            String option = option(before);
            boolean follows = !option.isEmpty() && !text.startsWith("-");
            if (secrets.firstIn(text).isPresent()) {
                report.add(
                        INFO,
                        word,
                        "a command line holds the variable '"
                                + secrets.firstIn(text).get() + "', which is a secret");
            } else if (!word.isTemplate() && Facts.text(text).isPresent()) {
                report.add(
                        INFO, word, "a command line " + Facts.text(text).get().reason());
            } else if (!word.isTemplate()
                    && follows
                    && Facts.secret(option, text).isPresent()) {
                report.add(INFO, word, "a command line holds the value of the option '" + before + "'");
            }
            before = text;
        }
    }

    /** Returns the name of an option whose value is the next word, or nothing. */
    private static String option(String word) {
        boolean isOption = word.startsWith("-") && word.indexOf('=') < 0 && word.length() <= MAX_OPTION_LENGTH;
        return isOption ? word.replaceFirst("^-+", "") : "";
    }

    private static boolean isCredential(String header, String value) {
        return (header.equalsIgnoreCase("authorization") && Facts.isClear(value))
                || Facts.secret(header, value).isPresent();
    }
}
