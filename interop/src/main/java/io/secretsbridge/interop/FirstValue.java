package io.secretsbridge.interop;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.secretsbridge.Secrets;
import io.secretsbridge.key.KeySettings;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/** What {@link KmsStarts} starts: a program that needs one value of a sealed file, and says when it has it. */
final class FirstValue {

    static final String READY = "first value, of length ";

    private FirstValue() {}

    /** Apart from the rest, so that nobody else loads classes of Azure. */
    private static final class Azure {

        static KeySettings with(KeySettings settings) {
            return settings.withClient(
                    TokenCredential.class,
                    (request) -> Mono.just(new AccessToken(
                            "any", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))));
        }
    }

    public static void main(String[] arguments) {
        KeySettings environment = KeySettings.ofEnvironment(System.getenv());
        KeySettings settings =
                System.getenv().containsKey("SECRETS_AZURE_VAULTS") ? Azure.with(environment) : environment;
        try (Secrets secrets = Secrets.open(Path.of(arguments[0]), settings)) {
            System.out.println(READY + secrets.get("db.password").length());
        }
    }
}
