package io.secretsbridge.kms.gcp;

import com.google.auth.Credentials;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import io.secretsbridge.key.KeySettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
            return read(Path.of(file.get()), transports);
        }
        if (given.isPresent()) {
            return readFileOrText(given.get(), transports);
        }
        if (token.isPresent()) {
            return new FixedToken(token.get());
        }
        if (standard.isPresent()) {
            return read(Path.of(standard.get()), transports);
        }
        try {
            return GoogleCredentials.getApplicationDefault(transports).createScoped(SCOPE);
        } catch (IOException ex) {
            throw GcpFailures.noCredentials();
        }
    }

    /** As {@code sops} does: the name of a file when there is one, else the text itself. */
    private static Credentials readFileOrText(String text, HttpTransportFactory transports) {
        try {
            Path path = Path.of(text);
            if (Files.exists(path)) {
                return read(path, transports);
            }
        } catch (InvalidPathException ex) {
            // Then it is the text itself.
        }
        return parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "GOOGLE_CREDENTIALS", transports);
    }

    private static Credentials read(Path path, HttpTransportFactory transports) {
        try (InputStream in = Files.newInputStream(path)) {
            return parse(in, path.toString(), transports);
        } catch (IOException ex) {
            throw GcpClients.invalid(
                    "the credentials of Google Cloud in " + path + " cannot be read",
                    "Check the path and that you may read it");
        }
    }

    private static Credentials parse(InputStream in, String place, HttpTransportFactory transports) {
        try {
            return GoogleCredentials.fromStream(in, transports).createScoped(SCOPE);
        } catch (IOException | RuntimeException ex) {
            // The cause may quote what it could not read, and Google's parser throws whatever it stumbles over.
            throw GcpClients.invalid(
                    "the credentials of Google Cloud in " + place + " are not valid",
                    "Use the JSON file as Google Cloud made it");
        }
    }
}
