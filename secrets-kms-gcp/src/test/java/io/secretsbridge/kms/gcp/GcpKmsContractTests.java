package io.secretsbridge.kms.gcp;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.KeyServiceContract;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class GcpKmsContractTests extends KeyServiceContract {

    private static final String KEY = "projects/shop-prod/locations/europe-west1/keyRings/secrets/cryptoKeys/app";

    private static final String OTHER_KEY =
            "projects/shop-prod/locations/europe-west1/keyRings/secrets/cryptoKeys/other";

    private static final String SECRET = "ya29.token-that-nobody-may-see";

    private final FakeGcp gcp = new FakeGcp();

    GcpKmsContractTests() {
        this.gcp.addVersion(KEY);
        this.gcp.addVersion(OTHER_KEY);
    }

    @AfterEach
    void stop() {
        this.gcp.close();
    }

    @Override
    protected MasterKeyProvider provider() {
        return new GcpKmsProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofEnvironment(Map.of(
                "GOOGLE_OAUTH_ACCESS_TOKEN",
                SECRET,
                "SOPS_GCP_KMS_ENDPOINT",
                this.gcp.address().toString()));
    }

    @Override
    protected String keyText() {
        return KEY;
    }

    @Override
    protected String otherKeyText() {
        return OTHER_KEY;
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(SECRET);
    }

    @Override
    protected void behave(Behaviour behaviour, int requests) {
        this.gcp.behave(
                switch (behaviour) {
                    case WORKS -> null;
                    case DENIES -> FakeGcp.error(403, "PERMISSION_DENIED", "");
                    case REFUSES_THE_CREDENTIAL -> FakeGcp.error(401, "UNAUTHENTICATED", "");
                    case KNOWS_NO_KEY -> FakeGcp.error(404, "NOT_FOUND", "");
                    case THROTTLES -> FakeGcp.error(429, "RESOURCE_EXHAUSTED", "");
                    case IS_DOWN -> FakeGcp.error(503, "UNAVAILABLE", "");
                    case HANGS -> FakeGcp.silence(30_000);
                    case RESETS -> FakeGcp.silence(0);
                    case ANSWERS_HALF -> FakeGcp.half("{\"plaintext\":\"AAAA");
                    case ANSWERS_GARBAGE -> FakeGcp.text(200, "<html>It works!</html>");
                    case ANSWERS_NONSENSE ->
                        FakeGcp.text(200, "{\"plaintext\":\"AAAA\",\"plaintextCrc32c\":\"1\",\"ciphertext\":\"\"}");
                    case ANSWERS_ENDLESSLY -> FakeGcp.endless("{\"plaintext\":\"");
                },
                requests);
    }

    @Override
    protected int requests() {
        return this.gcp.requests.size();
    }

    /** A resource id holds no address. */
    @Override
    protected Optional<MasterKey> keyAt(URI address) {
        return Optional.empty();
    }
}
