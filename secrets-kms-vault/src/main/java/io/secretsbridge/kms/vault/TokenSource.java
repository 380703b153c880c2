package io.secretsbridge.kms.vault;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where tokens for requests come from. Thread-safe. */
interface TokenSource {

    /**
     * Returns a token.
     *
     * @param address the server that it is for, which the caller has checked
     * @param refused the token that the server has just refused, {@code null} at first
     * @return a token; {@code null} when there is no other than the one refused
     */
    @Nullable
    String token(URI address, @Nullable String refused);

    /** Forgets the token. */
    void close();

    static TokenSource of(VaultSettings settings, VaultClient client) {
        String method = settings.followsSops() ? "token" : settings.find("auth").orElse("token");
        return switch (method) {
            case "token" -> new GivenToken(settings);
            case "kubernetes", "jwt", "approle" -> new Login(method, settings, client);
            default ->
                throw VaultSettings.invalid(
                        settings.nameOf("auth") + " names no way to log in that is known",
                        "Write token, kubernetes, jwt or approle");
        };
    }
}
