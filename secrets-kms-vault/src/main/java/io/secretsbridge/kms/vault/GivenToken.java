package io.secretsbridge.kms.vault;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A token that somebody else cares for. Read anew for each request: an agent may write another into the file at any time. */
final class GivenToken implements TokenSource {

    private final VaultSettings settings;

    GivenToken(VaultSettings settings) {
        this.settings = settings;
    }

    @Override
    public @Nullable String token(URI address, @Nullable String refused) {
        String token = this.settings.token().orElseThrow(() -> VaultFailures.noToken(this.settings));
        return token.equals(refused) ? null : token;
    }

    @Override
    public void close() {
        // Nothing is kept.
    }
}
