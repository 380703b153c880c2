package io.secretsbridge.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.ServiceClients;
import io.secretsbridge.key.TrustedAddresses;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class AzureKeyVaultProviderTests {

    @TempDir
    private static Path directory;

    private static FakeAzure azure;

    private static SSLContext before;

    private final AzureKeyVaultProvider provider = new AzureKeyVaultProvider();

    private final DataKey dataKey = DataKey.generate();

    @BeforeAll
    static void start() throws Exception {
        azure = new FakeAzure(directory);
        azure.addVersion("app", "v1");
        azure.addVersion("app", "v2");
        before = SSLContext.getDefault();
        SSLContext.setDefault(azure.trust());
    }

    @AfterAll
    static void stop() {
        SSLContext.setDefault(before);
        azure.close();
    }

    @BeforeEach
    void forget() {
        azure.requests.clear();
        azure.behave(null, 0);
    }

    private static TokenCredential credential(String token) {
        return (request) -> Mono.just(
                new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    }

    private static KeySettings settings() {
        return KeySettings.ofProperties(Map.of("azure.vaults", azure.address().toString()))
                .withClient(TokenCredential.class, credential("of-the-bean"));
    }

    private static MasterKey entry(String vault, String name, String version) {
        return new MasterKey(
                "azure_kv",
                MapNode.of(
                        new Entry("vault_url", ValueNode.string(vault)),
                        new Entry("name", ValueNode.string(name)),
                        new Entry("version", ValueNode.string(version))));
    }

    private MasterKey key(String version) {
        return entry(azure.address().toString(), "app", version);
    }

    private KeyServiceException failure(KeySettings settings, MasterKey key) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            return catchThrowableOfType(KeyServiceException.class, () -> connection.wrap(this.dataKey, key));
        }
    }

    @Test
    void wrapWhenUnwrappedGivesSameDataKeyAndAsksForNothingElse() {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, key("v1"));
            assertThat(wrapped).matches("[A-Za-z0-9_-]+");
            assertThat(Base64.getUrlDecoder().decode(wrapped)).hasSize(256);
            assertThat(connection.unwrap(wrapped, key("v1"))).isEqualTo(this.dataKey);
        }
        assertThat(azure.requests.stream()
                        .filter((request) -> !request.authorization().isEmpty()))
                .allSatisfy((request) -> assertThat(request.authorization()).isEqualTo("Bearer of-the-bean"))
                .extracting(FakeAzure.Request::path)
                .containsExactly("/keys/app/v1/encrypt", "/keys/app/v1/decrypt");
    }

    @Test
    void keyRingWhenKeyHasNoVersionRecordsTheNewest() {
        try (KeyRing ring = KeyRing.create(settings(), List.of(this.provider))) {
            MasterKey named = this.provider.parse(azure.address() + "/keys/app");
            List<KeyGroup> groups = ring.wrap(this.dataKey, List.of(List.of(named)), 0, Instant.EPOCH);
            assertThat(groups.get(0).keys())
                    .singleElement()
                    .satisfies((key) ->
                            assertThat(key.masterKey().field("version")).isEqualTo("v2"));
            assertThat(ring.unlock(groups, 0, Location.NONE)).isEqualTo(this.dataKey);
        }
        assertThat(azure.requests.stream()
                        .filter((request) -> !request.authorization().isEmpty()))
                .extracting(FakeAzure.Request::path)
                .containsExactly("/keys/app/", "/keys/app/v2/encrypt", "/keys/app/v2/decrypt");
    }

    @Test
    void unwrapWhenVersionIsAnotherIsRejected() {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, key("v1"));
            assertThatExceptionOfType(KeyServiceException.class)
                    .isThrownBy(() -> connection.unwrap(wrapped, key("v2")))
                    .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.REJECTED));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.vault.azure.net",
                "https://shop.vault.azure.net:443/",
                "https://shop.vault.azure.cn",
                "https://shop.vault.usgovcloudapi.net",
                "https://shop.managedhsm.azure.net",
                "https://shop.managedhsm.azure.cn",
                "https://shop.managedhsm.usgovcloudapi.net"
            })
    void knownVaultsWhenVaultIsOfAnAzureCloudHaveIt(String vault) {
        assertThat(TrustedAddresses.of(AzureConnection.KNOWN_VAULTS).contain(URI.create(vault)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vault.azure.net.evil.example",
                "https://evil.example",
                "https://a.b.vault.azure.net",
                "https://vault.azure.net",
                "https://shop.vault.azure.net:8443",
                "http://shop.vault.azure.net",
                "https://shop.vault.azure.net@evil.example",
                "https://evil-vault.azure.net"
            })
    void wrapWhenFileNamesAnotherAddressAsksNobodyAndGetsNoToken(String vault) {
        KeySettings settings = KeySettings.ofProperties(Map.of()).withClient(TokenCredential.class, (request) -> {
            throw new AssertionError("a token was asked for");
        });
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            for (SecretsException ex : List.of(
                    catchThrowableOfType(
                            SecretsException.class, () -> connection.wrap(this.dataKey, entry(vault, "app", "v1"))),
                    catchThrowableOfType(
                            SecretsException.class, () -> connection.unwrap("AAAA", entry(vault, "app", "v1"))),
                    catchThrowableOfType(SecretsException.class, () -> connection.resolve(entry(vault, "app", ""))))) {
                assertThat(ex)
                        .isInstanceOfSatisfying(
                                KeyServiceException.class,
                                (answer) -> assertThat(answer.answer()).isEqualTo(Answer.UNTRUSTED));
                assertThat(ex.action()).contains("azure.vaults");
            }
        }
    }

    /** What a vault asks tokens for is remembered for the whole process, so that each test has a vault of its own. */
    private FakeAzure vault(Path own, String resource) throws Exception {
        FakeAzure vault = new FakeAzure(Files.createDirectory(own));
        vault.addVersion("app", "v1");
        vault.resource = resource;
        SSLContext.setDefault(vault.trust());
        return vault;
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://management.azure.com", "https://vault.azure.net", "https://0.0.2"})
    void wrapWhenFollowingSopsGetsNoTokenForAnotherServiceThanTheVault(String resource) throws Exception {
        KeySettings settings = KeySettings.ofEnvironment(Map.of())
                .followingSops()
                .withClient(TokenCredential.class, (request) -> {
                    throw new AssertionError("a token was asked for");
                });
        try (FakeAzure vault = vault(directory.resolve("of-" + resource.substring(8)), resource);
                MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            String address = vault.address().toString();
            for (KeyServiceException ex : List.of(
                    catchThrowableOfType(
                            KeyServiceException.class,
                            () -> connection.wrap(this.dataKey, entry(address, "app", "v1"))),
                    catchThrowableOfType(
                            KeyServiceException.class, () -> connection.unwrap("AAAA", entry(address, "app", "v1"))),
                    catchThrowableOfType(
                            KeyServiceException.class, () -> connection.resolve(entry(address, "app", ""))))) {
                assertThat(ex.answer()).isEqualTo(Answer.UNTRUSTED);
                assertThat(ex.action()).contains("azure.vaults");
            }
            assertThat(vault.requests).isNotEmpty().allSatisfy((request) -> {
                assertThat(request.authorization()).isEmpty();
                assertThat(request.body()).isEmpty();
            });
        } finally {
            SSLContext.setDefault(azure.trust());
        }
    }

    @Test
    void wrapWhenFollowingSopsAndTokensAreForTheVaultUsesIt() {
        KeySettings settings =
                KeySettings.ofEnvironment(Map.of()).followingSops().withClient(TokenCredential.class, credential("x"));
        assertThat(failure(settings, key("v1"))).isNull();
    }

    @Test
    void wrapWhenNamedVaultHasAnotherNameThanItsTokensUsesIt() throws Exception {
        try (FakeAzure vault = vault(directory.resolve("stack"), "https://vault.stack.example")) {
            String address = vault.address().toString();
            for (KeySettings settings : List.of(
                    KeySettings.ofProperties(Map.of("azure.vaults", address)),
                    KeySettings.ofEnvironment(Map.of("SECRETS_AZURE_VAULTS", address))
                            .followingSops())) {
                assertThat(failure(
                                settings.withClient(TokenCredential.class, credential("x")),
                                entry(address, "app", "v1")))
                        .isNull();
            }
        } finally {
            SSLContext.setDefault(azure.trust());
        }
    }

    @Test
    void unwrapWhenFilesNameTooManyKeysSaysSo() {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            for (int i = 0; i < ServiceClients.LIMIT; i++) {
                MasterKey key = entry(azure.address().toString(), "k" + i, "v1");
                assertThatExceptionOfType(KeyServiceException.class)
                        .isThrownBy(() -> connection.unwrap("AAAA", key))
                        .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.NOT_FOUND));
            }
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap("AAAA", key("v1")))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                    .withMessageContaining("100 different clients of Azure Key Vault");
        }
    }

    @Test
    void wrapWhenVaultsAreConfiguredTrustsNoOther() {
        assertThat(failure(settings(), entry("https://shop.vault.azure.net", "app", "v1"))
                        .answer())
                .isEqualTo(Answer.UNTRUSTED);
        KeySettings command = KeySettings.ofEnvironment(
                        Map.of("SECRETS_AZURE_VAULTS", "https://127.0.0.1:1, " + azure.address()))
                .withClient(TokenCredential.class, credential("x"));
        assertThat(failure(command, key("v1"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secrets", "a/b", "a?b", "", "a b", "a%2fb"})
    void wrapWhenNameIsNoNameIsRefused(String name) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() ->
                            connection.wrap(this.dataKey, entry(azure.address().toString(), name, "v1")))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
        }
        assertThat(azure.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadParameter, '',                   UNUSABLE,        RSA",
        "401, Unauthorized, '',                   UNAUTHENTICATED, az login",
        "403, Forbidden,    ForbiddenByRbac,      DENIED,          Microsoft.KeyVault/vaults/keys/encrypt/action",
        "403, Forbidden,    AccessDenied,         DENIED,          key permission encrypt",
        "403, Forbidden,    KeyDisabled,          UNUSABLE,        Enable the version",
        "403, Forbidden,    KeyOperationForbidden, UNUSABLE,       permitted operations",
        "403, Forbidden,    ForbiddenByFirewall,  DENIED,          firewall",
        "404, KeyNotFound,  '',                   NOT_FOUND,       name and the version",
        "409, Conflict,     '',                   UNUSABLE,        list-deleted",
        "429, Throttled,    '',                   THROTTLED,       smaller",
        "500, InternalError, '',                  UNAVAILABLE,     reached",
        "418, Teapot,       '',                   MISUNDERSTOOD,   entry",
    })
    void wrapWhenServiceRefusesSaysWhatToDo(int status, String code, String inner, Answer answer, String advice) {
        azure.behave(FakeAzure.error(status, code, inner), Integer.MAX_VALUE);
        KeyServiceException ex = failure(settings(), key("v1"));
        assertThat(ex.answer()).isEqualTo(answer);
        assertThat(ex.problem()).contains(inner.isEmpty() ? code : inner).doesNotContain("words of the service");
        assertThat(ex.action()).contains(advice);
    }

    @Test
    void wrapWhenWorkloadIdentityIsMountedUsesIt() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "a.b.c");
        KeySettings settings = KeySettings.ofEnvironment(Map.of(
                "AZURE_FEDERATED_TOKEN_FILE",
                token.toString(),
                "AZURE_CLIENT_ID",
                "22222222-2222-3333-4444-555555555555",
                "AZURE_TENANT_ID",
                "11111111-2222-3333-4444-555555555555",
                "AZURE_AUTHORITY_HOST",
                azure.address().toString(),
                "SECRETS_AZURE_VAULTS",
                azure.address().toString()));
        assertThat(failure(settings, key("v1"))).isNull();
        assertThat(azure.requests).anySatisfy((request) -> {
            assertThat(request.path()).endsWith("/token");
            assertThat(request.body()).contains("client_assertion=a.b.c");
        });
        assertThat(azure.requests.get(azure.requests.size() - 1).authorization())
                .isEqualTo("Bearer of-the-token-server");
    }

    @Test
    void wrapWhenCommandHasASecretInItsEnvironmentUsesIt() {
        KeySettings settings = KeySettings.ofEnvironment(Map.of(
                "AZURE_CLIENT_ID",
                "22222222-2222-3333-4444-555555555555",
                "AZURE_TENANT_ID",
                "11111111-2222-3333-4444-555555555555",
                "AZURE_CLIENT_SECRET",
                "of-the-command",
                "AZURE_AUTHORITY_HOST",
                azure.address().toString(),
                "SECRETS_AZURE_VAULTS",
                azure.address().toString()));
        assertThat(failure(settings, key("v1"))).isNull();
        assertThat(azure.requests)
                .anySatisfy((request) -> assertThat(request.body()).contains("client_secret=of-the-command"));
    }

    /** The build sets a client's id, tenant and secret in the environment of these tests. */
    @Test
    void wrapWhenApplicationHasASecretInItsEnvironmentDoesNotUseIt() {
        assertThat(System.getenv("AZURE_CLIENT_SECRET")).isEqualTo("of-the-process");
        KeySettings settings = KeySettings.ofProperties(Map.of(
                        "azure.vaults",
                        azure.address().toString(),
                        "azure.authority-host",
                        azure.address().toString()))
                .withCallTimeout(Duration.ofSeconds(3));
        KeyServiceException ex = failure(settings, key("v1"));
        assertThat(azure.requests).allSatisfy((request) -> {
            assertThat(request.path()).doesNotContain("token");
            assertThat(request.body()).doesNotContain("of-the-process");
            assertThat(request.authorization()).isEmpty();
        });
        assertThat(ex.answer()).isIn(Answer.UNAUTHENTICATED, Answer.UNAVAILABLE);
    }

    @Test
    void wrapWhenNoTokenCanBeHadSaysSo() {
        KeySettings settings = settings()
                .withClient(
                        TokenCredential.class,
                        (request) -> Mono.error(
                                new com.azure.identity.CredentialUnavailableException("words of a library")));
        KeyServiceException ex = failure(settings, key("v1"));
        assertThat(ex.answer()).isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(ex.problem()).doesNotContain("words of a library");
        assertThat(ex.action()).contains("az login");
    }

    @Test
    void wrapWhenNobodyListensIsUnavailable() {
        KeySettings settings = settings().withProperties(Map.of("azure.vaults", "https://127.0.0.1:1"));
        assertThat(failure(settings, entry("https://127.0.0.1:1", "app", "v1")).answer())
                .isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void wrapWhenCertificateIsNotTrustedSendsNoToken() throws Exception {
        SSLContext.setDefault(before);
        try {
            assertThat(failure(settings(), key("v1")).answer()).isEqualTo(Answer.MISUNDERSTOOD);
        } finally {
            SSLContext.setDefault(azure.trust());
        }
        assertThat(azure.requests).isEmpty();
    }

    @Test
    void parseWhenUrlHasOrLacksVersionTellsTheParts() {
        MasterKey key = this.provider.parse(" https://shop.vault.azure.net/keys/app/0123abcd ");
        assertThat(key.field("vault_url")).isEqualTo("https://shop.vault.azure.net");
        assertThat(key.field("name")).isEqualTo("app");
        assertThat(key.field("version")).isEqualTo("0123abcd");
        for (String text : List.of("https://shop.vault.azure.net/keys/app", "https://shop.vault.azure.net/keys/app/")) {
            assertThat(this.provider.parse(text).field("version")).isEmpty();
            assertThat(this.provider.describe(this.provider.parse(text)))
                    .isEqualTo("https://shop.vault.azure.net/keys/app/");
        }
    }
}
