package io.secretsbridge.lint;

import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Rule;
import io.secretsbridge.lint.rule.RuleInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The pages of the rules, made of the rules. */
final class RulePages {

    private RulePages() {}

    /** Writes all of them into a directory. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.createDirectories(directory);
        for (Rule rule : Catalog.RULES) {
            Files.writeString(directory.resolve(rule.info().id() + ".md"), page(rule.info()));
        }
        Files.writeString(directory.resolve("README.md"), overview());
    }

    static String page(RuleInfo rule) {
        String equivalents = rule.equivalents().stream()
                .map((each) -> "- " + each + "\n")
                .collect(Collectors.joining("", "\n## In other tools\n\n", ""));
        return "# " + rule.id() + "\n\n" + capital(rule.title()) + ". Severity: "
                + rule.severity().word() + ".\n\n"
                + "## Why\n\n" + rule.reason() + "\n\n"
                + "## What to do\n\n" + rule.remedy() + "\n\n"
                + "## Bad\n\n" + example(rule, rule.bad())
                + "\n## Good\n\n" + example(rule, rule.good())
                + (rule.equivalents().isEmpty() ? "" : equivalents);
    }

    private static String example(RuleInfo rule, String text) {
        return "```yaml\n" + (rule.file().equals("example.yaml") ? "" : "# " + rule.file() + "\n") + text + "```\n";
    }

    static String overview() {
        return """
                # What `secrets lint` looks for

                Each rule has a page with the reason, what to do, and an example of each kind; the examples are tests. How the command is
                used: [cli.md](../reference/cli.md#secrets-lint).

                Containers are found by their shape, wherever they stand: in every kind of workload, in a `List`, in resources of operators
                that carry pod templates, in patches of kustomize. Names and values are judged by the
                [detector](../reference/detection.md) that the environment guard uses. Helm templates are read as far as they are YAML
                without their actions; `helm template CHART | secrets lint -` sees all. What cannot be read is named, and the exit code is
                2: nothing is passed over in silence.

                ## What is allowed all the same

                A comment on the line of a finding, or on the lines above it, with the reason:

                ```yaml
                        # secrets-bridge:allow env-secret-key-ref the image reads nothing but its environment
                        secretKeyRef:
                ```

                Or an entry of `.secrets-lint.yaml`, which JSON needs, since it has no comments. `path` may be left out. The rule
                `not-checked` allows files that cannot be read as YAML.

                ```yaml
                allow:
                - rule: env-secret-key-ref
                  files: vendor/**
                  path: spec.template.spec.containers[0]
                  reason: the image reads nothing but its environment
                ```

                Without a reason neither counts.

                ## The rules

                | rule | severity | finds that |
                |---|---|---|
                """
                + Catalog.RULES.stream()
                        .map(Rule::info)
                        .map((rule) -> "| [" + rule.id() + "](" + rule.id() + ".md) | "
                                + rule.severity().word() + " | " + rule.title() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
