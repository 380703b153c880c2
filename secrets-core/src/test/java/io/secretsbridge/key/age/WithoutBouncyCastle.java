package io.secretsbridge.key.age;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Another JVM, whose class path lacks the optional jar. */
final class WithoutBouncyCastle {

    private WithoutBouncyCastle() {}

    /** Returns what that JVM says, a line each, when it unwraps a fixture with an identity and wraps for its recipient. */
    static List<String> run(Path identity, String fixture) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String without = Arrays.stream(classPath.split(File.pathSeparator))
                .filter((entry) -> !entry.contains("bcprov"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        without,
                        WithoutBouncyCastle.class.getName(),
                        identity.toString(),
                        fixture)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    public static void main(String[] arguments) {
        KeySettings settings = KeySettings.ofProperties(
                        Map.of("age.identity-files", arguments[0], "age.use-default-keys-file", "false")::get)
                .withPrompt((question) -> AgeFixtures.PASSPHRASE.toCharArray());
        AgeProvider provider = new AgeProvider();
        MasterKey recipient = provider.parse(AgeFixtures.text(arguments[1] + ".pub"));
        try (Connection connection = provider.connect(settings)) {
            say(() -> connection.unwrap(AgeFixtures.text(arguments[1] + ".age"), recipient));
            say(() -> connection.wrap(AgeFixtures.dataKey(), recipient));
        }
    }

    private static void say(Supplier<Object> call) {
        try {
            System.out.println((call.get() != null) ? "done" : "nothing");
        } catch (SecretsException ex) {
            System.out.println(ex.reason() + " " + ex.getMessage() + " " + ex.action());
        }
    }
}
