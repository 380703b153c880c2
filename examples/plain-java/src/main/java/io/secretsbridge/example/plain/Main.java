package io.secretsbridge.example.plain;

import io.secretsbridge.SecretValue;
import io.secretsbridge.Secrets;
import java.nio.file.Path;

/** Opens a sealed file and uses one secret of it. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        try (Secrets secrets = Secrets.open(Path.of(args[0]))) {
            SecretValue password = secrets.get("db.password");
            System.out.println(
                    "db.password has " + password.exposeChars().length + " characters and prints as " + password);
        }
    }
}
