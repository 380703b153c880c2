package io.secretsbridge.examples.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets the demo check which secrets the application holds without showing them. A real application has no such page: the
 * hash of a guessable password gives it away.
 */
@RestController
class FingerprintController {

    private static final int SHOWN_DIGITS = 12;

    private final DatabaseProperties database;

    private final PaymentProperties payment;

    FingerprintController(DatabaseProperties database, PaymentProperties payment) {
        this.database = database;
        this.payment = payment;
    }

    @GetMapping("/fingerprints")
    Map<String, String> fingerprints() {
        return Map.of(
                "database.username", this.database.username(),
                "database.password", fingerprint(this.database.password()),
                "payment.url", this.payment.url(),
                "payment.api-key", fingerprint(this.payment.apiKey()));
    }

    private static String fingerprint(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest).substring(0, SHOWN_DIGITS);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java has SHA-256", ex);
        }
    }
}
