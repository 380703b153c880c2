package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes everything ready for the first sealed file: a key, and the rule that seals for it. */
final class InitCommand implements Command {

    static final String NAME = "init";

    /**
     * Files that hold secrets by their names: {@code secrets.yaml}, {@code db-secrets.prod.json}, everything below a directory
     * {@code secrets}, {@code application.sops.yaml}, {@code prod.enc.env}; not {@code .sops.yaml} itself.
     */
    static final String PATH_REGEX = "((^|/)secrets?/.*|secrets?[^/]*|[^/]\\.(sops|enc))\\.(ya?ml|json|env|ini)$";

    private static final String KEYS_FILE_VARIABLE = "SOPS_AGE_KEY_FILE";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "",
                "make a key, and the rules that seal for it; safe to repeat",
                "Makes an age key in the keys file that sops reads too, or uses the one that is there, and writes a"
                        + " .sops.yaml into this directory unless one applies here already. It asks nothing, overwrites nothing and"
                        + " never shows the key.",
                List.of(new Manual.Example("init", "once for each project")));
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.PLAIN;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        if (!arguments.operands().isEmpty()) {
            throw new Failure(ExitCode.GENERIC, "init takes no arguments", "Run it in the directory of your project");
        }
        KeySettings settings = KeySettings.ofEnvironment(invocation.environment());
        Path keys = settings.environment(KEYS_FILE_VARIABLE)
                .map(invocation::resolve)
                .orElseGet(() -> AgeKeysFile.defaultPath(settings));
        boolean keyExists = Files.exists(keys);
        String recipient = keyExists ? existingRecipient(keys) : AgeKeysFile.create(keys);
        StringBuilder report = new StringBuilder();
        report.append("Key        ")
                .append(keys)
                .append(keyExists ? " (was there)\n" : " (new; only you can read it)\n");
        report.append("Recipient  ").append(recipient).append('\n');
        addRules(invocation, recipient, report);
        addAdvice(keys, report);
        invocation.print(report.toString());
    }

    private static String existingRecipient(Path keys) {
        List<String> recipients = AgeKeysFile.recipients(keys);
        if (recipients.isEmpty()) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    Location.of(keys.toString()),
                    "the keys file holds no age key of the kind X25519",
                    "Add one with age-keygen, or write .sops.yaml yourself with a recipient of your own");
        }
        return recipients.get(0);
    }

    private static void addRules(Invocation invocation, String recipient, StringBuilder report) {
        String rules = rules(recipient);
        Optional<Path> existing = SopsConfig.find(invocation.directory());
        if (existing.isEmpty()) {
            Path file = invocation.resolve(SopsConfig.FILE_NAME);
            AtomicFile.write(file, rules.getBytes(StandardCharsets.UTF_8), NewFile.ORDINARY);
            report.append("Rules      ").append(file).append(" (new; commit it)\n");
            return;
        }
        report.append("Rules      ").append(existing.get()).append(" (was there, and was left as it is)\n");
        String text = new String(invocation.read(existing.get().toString()).bytes(), StandardCharsets.UTF_8);
        if (text.contains(recipient)) {
            return;
        }
        report.append("""

                The rules do not name this recipient. To let it open the files too, add it to
                'age:' there, behind a comma, and let each file follow:
                  %s updatekeys FILE
                """.formatted(SecretsCommand.NAME));
        // Who has a rule would lose its recipients by copying another over it.
        if (!text.contains("age:")) {
            report.append("\nNo rule is there for age yet. This is what a new file would hold:\n\n");
            rules.lines().forEach((line) -> report.append("    ").append(line).append('\n'));
        }
    }

    private static String rules(String recipient) {
        return """
            # Which files are sealed, and for whom. Read by secrets and by sops. This file holds no secret: commit it.
            creation_rules:
              # secrets.yaml, db-secrets.json, secrets/prod.env, application.sops.yaml, prod.enc.ini and the like.
              # More recipients are separated by commas.
              - path_regex: '%s'
                age: %s
            """.formatted(PATH_REGEX, recipient);
    }

    private static void addAdvice(Path keys, StringBuilder report) {
        String advice = """

                Back up the key file, for example in your password manager: without it, what is
                sealed for it alone can never be opened again. It must not get into git:
                  %1$s

                Next:
                  %2$s edit secrets.yaml        make a sealed file in your editor
                  %2$s encrypt -i secrets.yaml  or seal one that you have; then commit it
                  %2$s decrypt secrets.yaml     see what is in it
                """;
        report.append(advice.formatted(keys, SecretsCommand.NAME));
    }
}
