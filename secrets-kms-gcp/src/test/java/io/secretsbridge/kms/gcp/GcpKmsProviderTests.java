package io.secretsbridge.kms.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.auth.Credentials;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcpKmsProviderTests {

    private static final String KEY = "projects/shop-prod/locations/europe-west1/keyRings/secrets/cryptoKeys/app";

    private final GcpKmsProvider provider = new GcpKmsProvider();

    private final FakeGcp gcp = new FakeGcp();

    private final DataKey dataKey = DataKey.generate();

    @TempDir
    private Path directory;

    GcpKmsProviderTests() {
        this.gcp.addVersion(KEY);
    }

    @AfterEach
    void stop() {
        this.gcp.close();
    }

    private KeySettings settings(String... pairs) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GOOGLE_OAUTH_ACCESS_TOKEN", "fixed");
        environment.put("SOPS_GCP_KMS_ENDPOINT", this.gcp.address().toString());
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return KeySettings.ofEnvironment(environment);
    }

    private KeySettings properties(String... pairs) {
        Map<String, String> properties = new HashMap<>();
        properties.put("gcp.endpoint", this.gcp.address().toString());
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return KeySettings.ofProperties(properties);
    }

    private KeyServiceException failure(KeySettings settings) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            return catchThrowableOfType(
                    KeyServiceException.class, () -> connection.wrap(this.dataKey, this.provider.parse(KEY)));
        }
    }

    private String serviceAccount() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        return "{\"type\":\"service_account\",\"project_id\":\"shop-prod\",\"private_key_id\":\"1\",\"private_key\":\""
                + pem
                + "\",\"client_email\":\"app@shop-prod.iam.gserviceaccount.com\",\"client_id\":\"1\",\"token_uri\":\""
                + this.gcp.address() + "/token\"}";
    }

    @Test
    void wrapWhenUnwrappedSendsAndChecksChecksums() {
        MasterKey key = this.provider.parse(KEY);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            assertThat(connection.unwrap(connection.wrap(this.dataKey, key), key))
                    .isEqualTo(this.dataKey);
        }
        assertThat(this.gcp.requests)
                .extracting(FakeGcp.Request::path)
                .containsExactly("/v1/" + KEY + ":encrypt", "/v1/" + KEY + ":decrypt");
        assertThat(this.gcp.requests)
                .allSatisfy((request) -> assertThat(request.authorization()).isEqualTo("Bearer fixed"));
        assertThat(this.gcp.requests.get(0).body()).contains("plaintextCrc32c");
        assertThat(this.gcp.requests.get(1).body()).contains("ciphertextCrc32c");
    }

    @Test
    void unwrapWhenKeyWasRotatedStillOpensWhatEarlierVersionsWrapped() {
        MasterKey key = this.provider.parse(KEY);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String old = connection.wrap(this.dataKey, key);
            this.gcp.addVersion(KEY);
            assertThat(connection.wrap(this.dataKey, key)).isNotEqualTo(old);
            assertThat(connection.unwrap(old, key)).isEqualTo(this.dataKey);
        }
    }

    @Test
    void wrapWhenIdNamesAVersionUsesThatVersionAndUnwrapsByTheKey() {
        this.gcp.addVersion(KEY);
        MasterKey first = this.provider.parse(KEY + "/cryptoKeyVersions/1");
        assertThat(this.provider.describe(first)).isEqualTo(KEY + "/cryptoKeyVersions/1");
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, first);
            assertThat(Base64.getDecoder().decode(wrapped)[0]).isEqualTo((byte) 1);
            assertThat(connection.unwrap(wrapped, first)).isEqualTo(this.dataKey);
        }
        assertThat(this.gcp.requests.get(1).path()).isEqualTo("/v1/" + KEY + ":decrypt");
    }

    @Test
    void wrapWhenAnswerWasChangedOnItsWayIsToBeTriedAgain() {
        for (String body : List.of(
                "{\"name\":\"" + KEY
                        + "/cryptoKeyVersions/1\",\"ciphertext\":\"AAAA\",\"ciphertextCrc32c\":\"1\",\"verifiedPlaintextCrc32c\":true}",
                "{\"name\":\"" + KEY
                        + "/cryptoKeyVersions/1\",\"ciphertext\":\"AAAA\",\"verifiedPlaintextCrc32c\":true}",
                "{\"name\":\"" + KEY
                        + "/cryptoKeyVersions/1\",\"ciphertext\":\"AAAA\",\"ciphertextCrc32c\":\"1614707187\"}")) {
            this.gcp.behave(FakeGcp.text(200, body), 1);
            KeyServiceException ex = failure(settings());
            assertThat(ex.answer()).as(body).isEqualTo(Answer.UNAVAILABLE);
            assertThat(ex.problem()).contains("checksum");
        }
    }

    @Test
    void wrapWhenAnotherKeyAnsweredIsRefused() {
        this.gcp.behave(
                FakeGcp.text(200, "{\"name\":\"" + KEY + "2/cryptoKeyVersions/1\",\"ciphertext\":\"AAAA\"}"), 1);
        assertThat(failure(settings()).answer()).isEqualTo(Answer.MISUNDERSTOOD);
    }

    @Test
    void wrapWhenCredentialsAreAFileOrItsTextUsesThem() throws Exception {
        String json = serviceAccount();
        Path file = secretFile("key.json", json);
        for (KeySettings settings : List.of(
                settings("GOOGLE_CREDENTIALS", json),
                settings("GOOGLE_CREDENTIALS", file.toString()),
                KeySettings.ofEnvironment(Map.of(
                        "GOOGLE_APPLICATION_CREDENTIALS",
                        file.toString(),
                        "SOPS_GCP_KMS_ENDPOINT",
                        this.gcp.address().toString())),
                properties("gcp.credentials-file", file.toString()))) {
            this.gcp.requests.clear();
            assertThat(failure(settings)).isNull();
            assertThat(this.gcp.requests)
                    .extracting(FakeGcp.Request::path)
                    .containsExactly("/token", "/v1/" + KEY + ":encrypt");
            assertThat(this.gcp.requests.get(1).authorization()).isEqualTo("Bearer of-the-token-server");
        }
    }

    @Test
    void connectWhenCredentialsAreBrokenQuotesNothing() throws Exception {
        Path file = secretFile("key.json", "{\"hush\": ");
        for (KeySettings settings : List.of(
                settings("GOOGLE_CREDENTIALS", "{\"type\":\"hush\"}"),
                settings("GOOGLE_CREDENTIALS", "hush\0hush"),
                properties("gcp.credentials-file", file.toString()),
                properties("gcp.credentials-file", "hush\0hush"))) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> this.provider.connect(settings))
                    .satisfies((ex) -> {
                        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
                        assertThat(ex.toString()).doesNotContain("hush");
                        assertThat(ex.getCause()).isNull();
                    });
        }
    }

    private Path secretFile(String name, String text) throws IOException {
        Path file = Files.writeString(this.directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void connectWhenEveryoneCanReadTheKeyFileOrItIsNoneIsRefused() throws Exception {
        Path file = Files.writeString(this.directory.resolve("key.json"), serviceAccount());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.connect(properties("gcp.credentials-file", file.toString())))
                .satisfies((ex) -> assertThat(ex.action()).contains("chmod 600 " + file));
        assertThat(failure(settings("GOOGLE_CREDENTIALS", file.toString()).followingSops()))
                .as("what sops does")
                .isNull();
        Path large = secretFile("large", " ".repeat(2_000_000));
        Map<Path, Reason> others = Map.of(
                large,
                Reason.LIMIT_EXCEEDED,
                this.directory,
                Reason.UNREADABLE,
                this.directory.resolve("missing"),
                Reason.NOT_FOUND);
        others.forEach((path, reason) -> assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.connect(properties("gcp.credentials-file", path.toString())))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason)));
    }

    /** It names where a token is, and holds none. */
    @Test
    void connectWhenFileIsOfWorkloadIdentityFederationTakesItInAnyMode() throws Exception {
        Path file = Files.writeString(
                this.directory.resolve("federation.json"),
                "{\"type\":\"external_account\",\"audience\":\"//iam.googleapis.com/projects/1/locations/global/"
                        + "workloadIdentityPools/p/providers/q\",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:jwt\","
                        + "\"token_url\":\"https://sts.googleapis.com/v1/token\",\"credential_source\":{\"file\":\"/token\"}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        this.provider
                .connect(properties("gcp.credentials-file", file.toString()))
                .close();
    }

    /** The build sets credentials in the environment of these tests. */
    @Test
    void wrapWhenApplicationHasCredentialsInItsEnvironmentDoesNotUseThem() throws Exception {
        assertThat(System.getenv("GOOGLE_OAUTH_ACCESS_TOKEN")).isEqualTo("of-the-process");
        Path file = secretFile("key.json", serviceAccount());
        assertThat(failure(properties("gcp.credentials-file", file.toString()))).isNull();
        assertThat(this.gcp.requests)
                .extracting(FakeGcp.Request::authorization)
                .containsExactly("", "Bearer of-the-token-server");
    }

    @Test
    void wrapWhenTokenIsRefusedGetsAFreshOneOnce() throws Exception {
        Path file = secretFile("key.json", serviceAccount());
        this.gcp.behave(FakeGcp.error(401, "UNAUTHENTICATED", ""), 1);
        assertThat(failure(properties("gcp.credentials-file", file.toString()))).isNull();
        assertThat(this.gcp.requests)
                .extracting(FakeGcp.Request::path)
                .containsExactly("/token", "/v1/" + KEY + ":encrypt", "/token", "/v1/" + KEY + ":encrypt");
        this.gcp.requests.clear();
        this.gcp.behave(FakeGcp.error(401, "UNAUTHENTICATED", ""), Integer.MAX_VALUE);
        assertThat(failure(properties("gcp.credentials-file", file.toString())).answer())
                .isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(this.gcp.requests).hasSizeLessThan(5);
    }

    @Test
    void logWhenEverythingIsLoggedShowsNoToken() throws Exception {
        Path file = secretFile("key.json", serviceAccount());
        List<String> log = new CopyOnWriteArrayList<>();
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.add(entry.getLoggerName() + " " + new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            assertThat(failure(properties("gcp.credentials-file", file.toString())))
                    .isNull();
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
        }
        assertThat(log.stream().anyMatch((entry) -> entry.contains("of-the-token-server")))
                .isFalse();
    }

    @Test
    void wrapWhenGrpcWouldLogTheDataKeyIsRefused() throws Exception {
        Logger frames = Logger.getLogger(GrpcLog.FRAMES);
        try (FakeGrpcGcp grpc = new FakeGrpcGcp(this.gcp);
                MasterKeyProvider.Connection connection = this.provider.connect(settings(
                        "SOPS_GCP_KMS_CLIENT_TYPE",
                        "grpc",
                        "SOPS_GCP_KMS_ENDPOINT",
                        "http://127.0.0.1:" + grpc.port()))) {
            MasterKey key = this.provider.parse(KEY);
            String wrapped = connection.wrap(this.dataKey, key);
            frames.setLevel(Level.ALL);
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.wrap(this.dataKey, key))
                    .satisfies((ex) -> assertThat(ex.action()).contains(GrpcLog.FRAMES));
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap(wrapped, key))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
        } finally {
            frames.setLevel(null);
        }
    }

    @Test
    void wrapWhenApplicationHasCredentialsOrClientUsesThem() throws IOException {
        Credentials own = new FixedToken("of-the-bean");
        assertThat(failure(properties().withClient(Credentials.class, own))).isNull();
        KeyManagementServiceSettings.Builder builder = KeyManagementServiceSettings.newHttpJsonBuilder();
        builder.setEndpoint(this.gcp.address().toString());
        builder.setCredentialsProvider(FixedCredentialsProvider.create(new FixedToken("of-the-client")));
        try (KeyManagementServiceClient client = KeyManagementServiceClient.create(builder.build())) {
            KeySettings settings =
                    KeySettings.ofProperties(Map.of()).withClient(KeyManagementServiceClient.class, client);
            assertThat(failure(settings)).isNull();
            assertThat(failure(settings))
                    .as("closing a connection leaves the client open")
                    .isNull();
        }
        assertThat(this.gcp.requests)
                .extracting(FakeGcp.Request::authorization)
                .containsExactly("Bearer of-the-bean", "Bearer of-the-client", "Bearer of-the-client");
    }

    /** Names become parts of a URL's path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "projects/p/locations/l/keyRings/r/cryptoKeys/..",
                "projects/../locations/l/keyRings/r/cryptoKeys/k",
                "projects/p/locations/l/keyRings/r/cryptoKeys/k:encrypt?x=",
                "projects/p@evil.example/locations/l/keyRings/r/cryptoKeys/k",
                "//evil.example/projects/p/locations/l/keyRings/r/cryptoKeys/k",
                "https://evil.example/v1/projects/p/locations/l/keyRings/r/cryptoKeys/k",
                "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/",
                "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/x",
                "projects/p/locations/l/keyRings/r/cryptoKeys/k\n",
                "projects/p/locations/l/keyRings//cryptoKeys/k",
                ""
            })
    void unwrapWhenFileNamesAnythingElseIsRefusedBeforeAnyCall(String id) {
        MasterKey hostile = new MasterKey("gcp_kms", MapNode.of(new Entry("resource_id", ValueNode.string(id))));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap("AAAA", hostile))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
        }
        assertThat(this.gcp.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "403, PERMISSION_DENIED,   '',               DENIED,          roles/cloudkms.cryptoKeyEncrypter",
        "403, PERMISSION_DENIED,   SERVICE_DISABLED, DENIED,          gcloud services enable",
        "404, NOT_FOUND,           '',               NOT_FOUND,       resource id",
        "400, FAILED_PRECONDITION, '',               UNUSABLE,        versions list",
        "400, INVALID_ARGUMENT,    '',               MISUNDERSTOOD,   ENCRYPT_DECRYPT",
        "401, UNAUTHENTICATED,     '',               UNAUTHENTICATED, clock",
        "429, RESOURCE_EXHAUSTED,  '',               THROTTLED,       quota",
        "500, INTERNAL,            '',               UNAVAILABLE,     reached",
        "503, UNAVAILABLE,         '',               UNAVAILABLE,     reached",
    })
    void wrapWhenServiceRefusesSaysWhatToDo(int code, String status, String reason, Answer answer, String advice) {
        this.gcp.behave(FakeGcp.error(code, status, reason), Integer.MAX_VALUE);
        KeyServiceException ex = failure(settings());
        assertThat(ex.answer()).isEqualTo(answer);
        assertThat(ex.problem()).contains(reason.isEmpty() ? status : reason).doesNotContain("words of the service");
        assertThat(ex.action()).contains(advice);
    }

    @Test
    void wrapWhenNobodyListensOrNameIsUnknownIsUnavailable() {
        for (String address : List.of("http://127.0.0.1:1", "https://nowhere.invalid")) {
            KeyServiceException ex = failure(settings("SOPS_GCP_KMS_ENDPOINT", address));
            assertThat(ex.answer()).as(address).isEqualTo(Answer.UNAVAILABLE);
        }
    }

    @Test
    void wrapWhenGrpcIsAskedForSpeaksIt() throws Exception {
        try (FakeGrpcGcp grpc = new FakeGrpcGcp(this.gcp)) {
            KeySettings settings = settings(
                    "SOPS_GCP_KMS_CLIENT_TYPE", "GRPC", "SOPS_GCP_KMS_ENDPOINT", "http://127.0.0.1:" + grpc.port());
            MasterKey key = this.provider.parse(KEY);
            try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
                assertThat(connection.unwrap(connection.wrap(this.dataKey, key), key))
                        .isEqualTo(this.dataKey);
                assertThatExceptionOfType(KeyServiceException.class)
                        .isThrownBy(() -> connection.wrap(this.dataKey, this.provider.parse(KEY + "2")))
                        .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.NOT_FOUND));
            }
            assertThat(this.gcp.requests).isEmpty();
        }
    }

    @Test
    void connectWhenSettingsAreWrongNamesThem() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.connect(properties("gcp.transport", "smoke")))
                .withMessageContaining("rest nor grpc");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.connect(properties("gcp.endpoint", "ftp://x")))
                .withMessageContaining("secrets-bridge.gcp.endpoint");
    }
}
