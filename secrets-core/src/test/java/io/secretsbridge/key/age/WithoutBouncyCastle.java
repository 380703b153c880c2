package io.secretsbridge.key.age;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Another JVM, whose class path lacks the optional jar. */
final class WithoutBouncyCastle {

    private WithoutBouncyCastle() {}

    /** Returns what that JVM says when it unwraps a fixture with an identity. */
    static String unwrap(Path identity, String fixture) throws IOException {
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
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        KeySettings settings = KeySettings.ofProperties(
                        Map.of("age.identity-files", arguments[0], "age.use-default-keys-file", "false")::get)
                .withPrompt((question) -> AgeFixtures.PASSPHRASE.toCharArray());
        AgeProvider provider = new AgeProvider();
        try (Connection connection = provider.connect(settings)) {
            connection.unwrap(
                    AgeFixtures.text(arguments[1] + ".age"), provider.parse(AgeFixtures.text(arguments[1] + ".pub")));
            System.out.println("opened");
        } catch (SecretsException ex) {
            System.out.println(ex.getMessage() + "\n" + ex.action());
        }
    }
}
