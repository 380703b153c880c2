package io.secretsbridge.kms.gcp;

import com.google.auth.Credentials;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.KeySettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Whose credentials are used: the first that are configured. */
final class GcpCredentials {

    private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";

    private GcpCredentials() {}

    static Credentials find(KeySettings settings) {
        Optional<Credentials> own = settings.client(Credentials.class);
        if (own.isPresent()) {
            return own.get();
        }
        HttpTransportFactory transports = () -> new JdkTransport(settings.callTimeout());
        Optional<String> file = settings.property("gcp.credentials-file");
        Optional<String> given = settings.environment("GOOGLE_CREDENTIALS");
        Optional<String> token = settings.environment("GOOGLE_OAUTH_ACCESS_TOKEN");
        Optional<String> standard = settings.environment("GOOGLE_APPLICATION_CREDENTIALS");
        if (file.isPresent()) {
            return read(path(file.get()), settings, transports);
        }
        if (given.isPresent()) {
            return readFileOrText(given.get(), settings, transports);
        }
        if (token.isPresent()) {
            return new FixedToken(token.get());
        }
        if (standard.isPresent()) {
            return read(path(standard.get()), settings, transports);
        }
        try {
            return GoogleCredentials.getApplicationDefault(transports).createScoped(SCOPE);
        } catch (IOException ex) {
            throw GcpFailures.noCredentials();
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException ex) {
            throw GcpClients.invalid(
                    "the setting of the credentials of Google Cloud names a file by a text that is no path",
                    "Correct the setting");
        }
    }

    /** As {@code sops} does: the name of a file when there is one, else the text itself. */
    private static Credentials readFileOrText(String text, KeySettings settings, HttpTransportFactory transports) {
        try {
            Path path = Path.of(text);
            if (Files.exists(path)) {
                return read(path, settings, transports);
            }
        } catch (InvalidPathException ex) {
            // Then it is the text itself.
        }
        return parse(text.getBytes(StandardCharsets.UTF_8), "GOOGLE_CREDENTIALS", transports);
    }

    /** A configuration of workload identity federation holds no secret, and may have any mode. */
    private static Credentials read(Path path, KeySettings settings, HttpTransportFactory transports) {
        byte[] content = KeyFile.read(path, KeyFile.MAX_BYTES);
        try {
            Credentials credentials = parse(content, path.toString(), transports);
            if (!(credentials instanceof ExternalAccountCredentials) && !settings.followsSops()) {
                KeyFile.checkMode(path);
            }
            return credentials;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static Credentials parse(byte[] json, String place, HttpTransportFactory transports) {
        try {
            return GoogleCredentials.fromStream(new ByteArrayInputStream(json), transports)
                    .createScoped(SCOPE);
        } catch (IOException | RuntimeException ex) {
            // The cause may quote what it could not read, and Google's parser throws whatever it stumbles over.
            throw GcpClients.invalid(
                    "the credentials of Google Cloud in " + place + " are not valid",
                    "Use the JSON file as Google Cloud made it");
        }
    }
}
