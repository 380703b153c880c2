package io.secretsbridge.kms.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.KeyServiceContract;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class AzureKeyVaultContractTests extends KeyServiceContract {

    private static final String SECRET = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.that-nobody-may-see.x";

    @TempDir
    private static Path directory;

    private static FakeAzure azure;

    private static SSLContext before;

    @BeforeAll
    static void start() throws Exception {
        azure = new FakeAzure(directory);
        azure.addVersion("app", "v1");
        azure.addVersion("other", "v1");
        before = SSLContext.getDefault();
        SSLContext.setDefault(azure.trust());
    }

    @AfterAll
    static void stop() {
        SSLContext.setDefault(before);
        azure.close();
    }

    @AfterEach
    void work() {
        azure.behave(null, 0);
    }

    @Override
    protected MasterKeyProvider provider() {
        return new AzureKeyVaultProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofProperties(Map.of("azure.vaults", azure.address().toString()))
                .withClient(
                        TokenCredential.class,
                        (request) -> Mono.just(new AccessToken(
                                SECRET, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))));
    }

    @Override
    protected String keyText() {
        return azure.address() + "/keys/app/v1";
    }

    @Override
    protected String otherKeyText() {
        return azure.address() + "/keys/other/v1";
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(SECRET);
    }

    @Override
    protected void behave(Behaviour behaviour, int requests) {
        azure.behave(
                switch (behaviour) {
                    case WORKS -> null;
                    case DENIES -> FakeAzure.error(403, "Forbidden", "ForbiddenByRbac");
                    case REFUSES_THE_CREDENTIAL -> FakeAzure.error(401, "Unauthorized", "");
                    case KNOWS_NO_KEY -> FakeAzure.error(404, "KeyNotFound", "");
                    case THROTTLES -> FakeAzure.error(429, "Throttled", "");
                    case IS_DOWN -> FakeAzure.text(503, "");
                    case HANGS -> FakeAzure.silence(30_000);
                    case RESETS -> FakeAzure.silence(0);
                    case ANSWERS_HALF -> FakeAzure.half("{\"value\":\"AAAA");
                    case ANSWERS_GARBAGE -> FakeAzure.text(200, "<html>It works!</html>");
                    case ANSWERS_NONSENSE ->
                        FakeAzure.text(200, "{\"kid\":\"" + azure.address() + "/keys/app/v1\",\"value\":\"\"}");
                    case ANSWERS_ENDLESSLY -> FakeAzure.endless("{\"value\":\"");
                },
                requests);
    }

    @Override
    protected int requests() {
        return (int)
                azure.requests.stream().filter(FakeAzure.Request::isOperation).count();
    }

    @Override
    protected Optional<MasterKey> keyAt(URI address) {
        return Optional.of(new MasterKey(
                "azure_kv",
                MapNode.of(
                        new Entry("vault_url", ValueNode.string(address.toString())),
                        new Entry("name", ValueNode.string("app")),
                        new Entry("version", ValueNode.string("v1")))));
    }
}
