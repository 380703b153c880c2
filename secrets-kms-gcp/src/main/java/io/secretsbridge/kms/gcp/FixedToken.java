package io.secretsbridge.kms.gcp;

import com.google.auth.Credentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token that somebody else has made. When it is refused there is no other, which Google's own class for it ends with an error of its own. */
final class FixedToken extends Credentials {

    private static final long serialVersionUID = 1L;

    private final transient String token;

    FixedToken(String token) {
        this.token = token;
    }

    @Override
    public String getAuthenticationType() {
        return "OAuth2";
    }

    @Override
    public Map<String, List<String>> getRequestMetadata(@Nullable URI address) {
        return Map.of("Authorization", List.of("Bearer " + this.token));
    }

    @Override
    public boolean hasRequestMetadata() {
        return true;
    }

    @Override
    public boolean hasRequestMetadataOnly() {
        return true;
    }

    @Override
    public void refresh() {
        // There is no other token.
    }

    @Override
    public String toString() {
        return "FixedToken";
    }
}
