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

    private final DatabaseAccount account;

    private final PaymentProperties payment;

    FingerprintController(DatabaseAccount account, PaymentProperties payment) {
        this.account = account;
        this.payment = payment;
    }

    @GetMapping("/fingerprints")
    Map<String, String> fingerprints() {
        DatabaseProperties database = this.account.current();
        return Map.of(
                "database.username", database.username(),
                "database.password", fingerprint(database.password()),
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
