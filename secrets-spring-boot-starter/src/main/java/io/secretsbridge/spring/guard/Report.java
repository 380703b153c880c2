package io.secretsbridge.spring.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person reads who has to mend it: all findings, why they matter, and what to write instead. Never a value. */
final class Report {

    private static final String AGE_HINT =
            "Mount the age identity as a file and name it: in secrets-bridge.age.identity-files, or in SOPS_AGE_KEY_FILE.";

    private static final String AWS_HINT =
            "The AWS SDK reads it by itself. Give the workload a role (EKS Pod Identity, IRSA, task"
                    + " role), or mount a credentials file and name it in AWS_SHARED_CREDENTIALS_FILE.";

    private static final String OPTIONS_HINT =
            "Take the setting out of the options; a mounted file of the property's name sets it.";

    /** Variables that are read by something other than Spring, so that a property does not replace them. */
    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("SOPS_AGE_KEY", AGE_HINT),
            Map.entry("AWS_SECRET_ACCESS_KEY", AWS_HINT),
            Map.entry("AWS_SESSION_TOKEN", AWS_HINT),
            Map.entry("AZURE_CLIENT_SECRET", "If the Azure SDK reads it: use workload identity or a managed identity."),
            Map.entry("GOOGLE_CREDENTIALS", "Mount the key as a file and name it in GOOGLE_APPLICATION_CREDENTIALS."),
            Map.entry(
                    "VAULT_TOKEN",
                    "If a Vault client reads it: log in with the service account (Kubernetes auth method)."),
            Map.entry("JAVA_TOOL_OPTIONS", OPTIONS_HINT),
            Map.entry("JDK_JAVA_OPTIONS", OPTIONS_HINT),
            Map.entry("_JAVA_OPTIONS", OPTIONS_HINT),
            Map.entry("JAVA_OPTS", OPTIONS_HINT));

    private static final int MAX_NAME_LENGTH = 200;

    private final List<SecretInEnvironment> secrets;

    private final List<String> ignoredSettings;

    Report(List<SecretInEnvironment> secrets, List<String> ignoredSettings) {
        this.secrets = secrets;
        this.ignoredSettings = ignoredSettings;
    }

    /** Returns what was found and why that matters. */
    String description() {
        List<String> lines = new ArrayList<>();
        int count = this.secrets.size();
        lines.add(
                (count == 1)
                        ? "A secret was found in the environment of this process, where others can read it:"
                        : count
                                + " secrets were found in the environment of this process, where others can read them:");
        lines.add("");
        for (SecretInEnvironment secret : this.secrets) {
            lines.add("    " + printable(secret.name()) + " (" + secret.where() + ")");
            secret.reasons().forEach((reason) -> lines.add("        " + printable(reason)));
        }
        lines.add("");
        lines.add(
                "Child processes inherit such a secret; container inspection, heap dumps and flight recordings show it; and it"
                        + " never");
        lines.add("changes until the next start. Values are not shown here. Consider them known, and replace them.");
        ignored(lines);
        return String.join(System.lineSeparator(), lines);
    }

    /** Returns settings that were ignored, as a sentence of its own, or the empty text. */
    String ignoredDescription() {
        List<String> lines = new ArrayList<>();
        ignored(lines);
        return String.join(System.lineSeparator(), lines).strip();
    }

    private void ignored(List<String> lines) {
        if (!this.ignoredSettings.isEmpty()) {
            lines.add("");
            lines.add("The guard ignores these settings, because only a configuration file can make them:");
            this.ignoredSettings.forEach((setting) -> lines.add("    " + printable(setting)));
        }
    }

    /** Returns what to write into the manifest and the configuration. */
    String action() {
        List<String> lines = new ArrayList<>();
        Map<String, String> files = files();
        if (!files.isEmpty()) {
            lines.add(((this.secrets.size() == 1) ? "Remove it where it is set." : "Remove them where they are set.")
                    + " If a sealed or mounted file sets the property already, that is all.");
            lines.add("");
            // An element of the list: 'spring.config.import: ...' on a line of its own would silently replace a list.
            lines.add("Otherwise mount the Secret as files. In application.yaml, beside the imports that are there:");
            lines.add("");
            lines.add("    spring:");
            lines.add("      config:");
            lines.add("        import:");
            lines.add("        - \"mounted:/etc/secrets/\"");
            lines.add("");
            lines.add("In the pod of the Deployment, in place of the entries of 'env' and 'envFrom':");
            lines.add("");
            lines.add("    containers:");
            lines.add("    - name: <the container>");
            lines.add("      volumeMounts:");
            lines.add("      - name: secrets");
            lines.add("        mountPath: /etc/secrets");
            lines.add("        readOnly: true");
            lines.add("    volumes:");
            lines.add("    - name: secrets");
            lines.add("      secret:");
            lines.add("        secretName: <the Secret>");
            lines.add("        items:");
            files.forEach((path, name) -> {
                lines.add("        - key: <the key of " + printable(name) + ">");
                lines.add("          path: " + scalar(path));
            });
            lines.add("");
            lines.add(
                    "Outside of Kubernetes, put each value into a file of that name in a directory that only the application can"
                            + " read,");
            lines.add("or into a sealed file ('secrets edit') that is imported with 'sops:'.");
        }
        hints(lines);
        allowance(lines);
        return String.join(System.lineSeparator(), lines);
    }

    private Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (SecretInEnvironment secret : this.secrets) {
            if (HINTS.containsKey(secret.name()) && secret.properties().size() <= 1 && !isOptions(secret.name())) {
                continue;
            }
            secret.properties().forEach((property) -> files.putIfAbsent(property, secret.name()));
        }
        return files;
    }

    private static boolean isOptions(String name) {
        return OPTIONS_HINT.equals(HINTS.get(name));
    }

    private void hints(List<String> lines) {
        for (SecretInEnvironment secret : this.secrets) {
            String hint = HINTS.get(secret.name());
            if (hint != null) {
                separate(lines);
                lines.add(secret.name() + ": " + hint);
            }
        }
    }

    private void allowance(List<String> lines) {
        separate(lines);
        lines.add("If one of them is no secret or has to stay, say so in application.yaml, with the reason:");
        lines.add("");
        lines.add("    secrets-bridge.environment.allow:");
        lines.add(this.secrets.stream()
                .filter((secret) -> !secret.name().equals(PropertyNames.ARGUMENT))
                .map((secret) -> "      " + scalar(plainName(secret)) + ": \"<why>\"")
                .collect(Collectors.joining(System.lineSeparator())));
    }

    private static void separate(List<String> lines) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
    }

    /** Returns the name without the sign of its door, as the list of allowed names has it. */
    private static String plainName(SecretInEnvironment secret) {
        return secret.name().replaceFirst("^(-D|--)", "");
    }

    /** Names come from outside too; they must not bring line breaks or terminal sequences into a log. */
    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return (clean.length() > MAX_NAME_LENGTH) ? clean.substring(0, MAX_NAME_LENGTH) + "..." : clean;
    }

    private static String scalar(String text) {
        String clean = printable(text);
        return clean.matches("[A-Za-z0-9_./][A-Za-z0-9_./\\[\\]-]*") ? clean : "'" + clean.replace("'", "''") + "'";
    }
}
