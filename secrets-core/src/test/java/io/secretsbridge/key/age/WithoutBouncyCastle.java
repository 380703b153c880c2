package io.secretsbridge.key.age;

import io.secretsbridge.ClassPathWithout;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Another JVM, whose class path lacks the optional jar. */
final class WithoutBouncyCastle {

    private WithoutBouncyCastle() {}

    /** Returns what that JVM says, a line each, when it unwraps a fixture with an identity and wraps for its recipient. */
    static List<String> run(Path identity, String fixture) throws IOException {
        return ClassPathWithout.run("bcprov", WithoutBouncyCastle.class, identity.toString(), fixture);
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
