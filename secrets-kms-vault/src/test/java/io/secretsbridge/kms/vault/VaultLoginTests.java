package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VaultLoginTests {

    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.the-jwt-that-must-never-show.c2ln";

    @TempDir
    private Path directory;

    private final FakeVault vault = new FakeVault("app");

    private final VaultProvider provider = new VaultProvider();

    private final Map<String, String> properties = new HashMap<>();

    private final AtomicInteger logins = new AtomicInteger();

    private final AtomicInteger renewals = new AtomicInteger();

    private volatile int leaseSeconds = 3600;

    private volatile boolean renewable = true;

    private Path jwtFile;

    @BeforeEach
    void setUp() throws IOException {
        this.jwtFile = FakeVault.secretFile(this.directory.resolve("jwt"), JWT + "\n");
        this.properties.put("vault.address", this.vault.address());
        this.properties.put("vault.auth", "kubernetes");
        this.properties.put("vault.role", "app");
        this.properties.put("vault.jwt-file", this.jwtFile.toString());
        this.vault.tokens.clear();
        this.vault.extra = this::answer;
    }

    @AfterEach
    void stop() {
        this.vault.close();
    }

    private FakeVault.@Nullable Reply answer(FakeVault.Request request) {
        if (request.path().equals("/v1/auth/token/renew-self")) {
            this.renewals.incrementAndGet();
            return this.vault.tokens.contains(request.token())
                    ? token(request.token())
                    : FakeVault.errors(403, "permission denied");
        }
        boolean accepted = switch (request.path()) {
            case "/v1/auth/kubernetes/login", "/v1/auth/clusters/blue/login", "/v1/auth/jwt/login" ->
                request.field("role").equals("app") && request.field("jwt").equals(JWT);
            case "/v1/auth/approle/login" ->
                request.field("role_id").equals("the-role")
                        && request.field("secret_id").equals("the-secret");
            default -> false;
        };
        if (!request.path().endsWith("/login")) {
            return null;
        }
        this.logins.incrementAndGet();
        if (!accepted) {
            return FakeVault.errors(403, "permission denied");
        }
        String token = "hvs.login-" + this.logins.get();
        this.vault.tokens.add(token);
        return token(token);
    }

    private FakeVault.Reply token(String token) {
        return new FakeVault.Reply(
                200,
                "{\"auth\":{\"client_token\":\"" + token + "\",\"lease_duration\":" + this.leaseSeconds
                        + ",\"renewable\":" + this.renewable + "}}");
    }

    private MasterKey key() {
        return this.provider.parse(this.vault.address() + "/v1/transit/keys/app");
    }

    private MasterKeyProvider.Connection connect() {
        return this.provider.connect(KeySettings.ofProperties(this.properties));
    }

    private void use(MasterKeyProvider.Connection connection) {
        try (DataKey dataKey = DataKey.generate();
                DataKey unwrapped = connection.unwrap(connection.wrap(dataKey, key()), key())) {
            assertThat(unwrapped).isEqualTo(dataKey);
        }
    }

    private void use() {
        try (MasterKeyProvider.Connection connection = connect()) {
            use(connection);
        }
    }

    private SecretsException failure() {
        SecretsException ex = catchThrowableOfType(SecretsException.class, this::use);
        assertThat(ex.getMessage() + ex.action()).doesNotContain(JWT).doesNotContain("the-secret");
        return ex;
    }

    @Test
    void useWhenAuthIsKubernetesLogsInOnce() {
        use();
        assertThat(this.logins).hasValue(1);
        assertThat(this.vault.log.get(0).path()).isEqualTo("/v1/auth/kubernetes/login");
        assertThat(this.vault.log.get(0).token()).isEmpty();
        assertThat(this.vault.log).hasSize(3);
    }

    @Test
    void useWhenAuthIsMountedElsewhereLogsInThere() {
        this.properties.put("vault.auth-mount", "clusters/blue");
        use();
        assertThat(this.vault.log.get(0).path()).isEqualTo("/v1/auth/clusters/blue/login");
    }

    @Test
    void useWhenAuthIsJwtLogsIn() {
        this.properties.put("vault.auth", "jwt");
        use();
        assertThat(this.vault.log.get(0).path()).isEqualTo("/v1/auth/jwt/login");
    }

    @Test
    void useWhenAuthIsAppRoleLogsIn() throws IOException {
        this.properties.put("vault.auth", "approle");
        this.properties.put("vault.role-id", "the-role");
        this.properties.put(
                "vault.secret-id-file",
                FakeVault.secretFile(this.directory.resolve("id"), "the-secret").toString());
        use();
        assertThat(this.vault.log.get(0).path()).isEqualTo("/v1/auth/approle/login");
    }

    @Test
    void useWhenNamespaceIsSetSendsItWithEachRequest() {
        this.properties.put("vault.namespace", "team/a");
        use();
        assertThat(this.vault.log)
                .hasSize(3)
                .allSatisfy((request) -> assertThat(request.headers()).containsEntry("x-vault-namespace", "team/a"));
    }

    @Test
    void useWhenManyThreadsStartLogsInOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (MasterKeyProvider.Connection connection = connect()) {
            List<Future<?>> uses = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                uses.add(threads.submit(() -> use(connection)));
            }
            for (Future<?> use : uses) {
                use.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(this.logins).hasValue(1);
    }

    @Test
    void useWhenTwoThirdsOfTheLifeArePastRenewsTheToken() throws Exception {
        this.leaseSeconds = 1;
        try (MasterKeyProvider.Connection connection = connect()) {
            use(connection);
            Thread.sleep(700);
            this.leaseSeconds = 3600;
            use(connection);
            use(connection);
        }
        assertThat(this.logins).hasValue(1);
        assertThat(this.renewals).hasValue(1);
    }

    @Test
    void useWhenTokenCannotBeRenewedLogsInAgain() throws Exception {
        this.leaseSeconds = 1;
        this.renewable = false;
        try (MasterKeyProvider.Connection connection = connect()) {
            use(connection);
            Thread.sleep(700);
            this.leaseSeconds = 3600;
            use(connection);
        }
        assertThat(this.logins).hasValue(2);
        assertThat(this.renewals).hasValue(0);
    }

    @Test
    void useWhenTokenWasRevokedLogsInAgain() {
        try (MasterKeyProvider.Connection connection = connect()) {
            use(connection);
            this.vault.tokens.clear();
            use(connection);
        }
        assertThat(this.logins).hasValue(2);
    }

    @Test
    void useWhenLoginIsRefusedSaysWhatToCheck() {
        this.properties.put("vault.role", "other");
        SecretsException ex = failure();
        assertThat(ex)
                .isInstanceOfSatisfying(
                        KeyServiceException.class,
                        (answer) -> assertThat(answer.answer()).isEqualTo(Answer.UNAUTHENTICATED));
        assertThat(ex).hasMessageContaining("refuses the login at auth/kubernetes");
        assertThat(ex.action()).contains("service account");
        assertThat(this.vault.requests()).isZero();
    }

    @Test
    void useWhenMethodIsNotEnabledSaysSo() {
        this.vault.extra = (request) -> null;
        assertThat(failure()).hasMessageContaining("no auth method at auth/kubernetes");
    }

    @Test
    void useWhenLoginIsThrottledCanBeTriedAgain() {
        this.vault.extra = (request) -> FakeVault.errors(429, "rate limit quota exceeded");
        assertThat(failure())
                .isInstanceOfSatisfying(
                        KeyServiceException.class,
                        (answer) -> assertThat(answer.answer()).isEqualTo(Answer.THROTTLED));
    }

    @Test
    void useWhenAnswerToTheLoginMakesNoSenseSaysSo() {
        for (String body : List.of("{}", "[]", "{\"auth\":1}", "{\"auth\":{\"client_token\":\"a b\"}}")) {
            this.vault.extra = (request) -> new FakeVault.Reply(200, body);
            assertThat(failure())
                    .isInstanceOfSatisfying(
                            KeyServiceException.class,
                            (answer) -> assertThat(answer.answer()).isEqualTo(Answer.MISUNDERSTOOD));
        }
    }

    @Test
    void useWhenSettingsAreWrongSaysWhichOne() throws IOException {
        this.properties.put("vault.jwt-file", this.directory.resolve("missing").toString());
        assertThat(failure()).hasMessageContaining("missing");
        this.properties.put(
                "vault.jwt-file",
                FakeVault.secretFile(this.directory.resolve("empty"), "\n").toString());
        assertThat(failure().reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        this.properties.put("vault.jwt-file", this.jwtFile.toString());
        this.properties.remove("vault.role");
        assertThat(failure()).hasMessageContaining("secrets-bridge.vault.role");
        this.properties.put("vault.auth", "magic");
        assertThat(failure()).hasMessageContaining("secrets-bridge.vault.auth");
        this.properties.put("vault.auth", "kubernetes");
        this.properties.put("vault.auth-mount", "../sys");
        assertThat(failure()).hasMessageContaining("secrets-bridge.vault.auth-mount");
    }

    @ParameterizedTest
    @CsvSource({
        "token, vault.token-file",
        "kubernetes, vault.jwt-file",
        "jwt, vault.jwt-file",
        "approle, vault.secret-id-file"
    })
    void useWhenEveryoneCanReadTheFileOrItIsNoCredentialIsRefused(String method, String property) throws IOException {
        this.properties.put("vault.auth", method);
        this.properties.put("vault.role-id", "shop");
        Path open = Files.writeString(this.directory.resolve("open"), "a-credential");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        this.properties.put(property, open.toString());
        SecretsException ex = failure();
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(ex.action()).contains("chmod 600 " + open);
        Path large = FakeVault.secretFile(this.directory.resolve("large"), "a".repeat(2_000_000));
        this.properties.put(property, large.toString());
        assertThat(failure().reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        this.properties.put(property, this.directory.toString());
        assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(this.vault.requests() + this.logins.get()).isZero();
    }

    @Test
    void useWhenEveryoneCanReadTheTokenOfTheCommandIsRefusedUnlessItFollowsSops() throws IOException {
        this.vault.tokens.add(FakeVault.TOKEN);
        Path token = Files.writeString(this.directory.resolve(".vault-token"), FakeVault.TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        KeySettings settings = KeySettings.ofEnvironment(
                Map.of("VAULT_ADDR", this.vault.address(), "HOME", this.directory.toString()));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> {
                    try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
                        use(connection);
                    }
                })
                .satisfies((ex) -> assertThat(ex.action()).contains("chmod 600"));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings.followingSops())) {
            use(connection);
        }
    }

    /** The build sets tokens in the environment of these tests. */
    @Test
    void useWhenApplicationHasATokenInItsEnvironmentDoesNotUseIt() {
        assertThat(System.getenv("VAULT_TOKEN")).isEqualTo("of-the-process");
        this.properties.remove("vault.auth");
        assertThat(failure())
                .isInstanceOfSatisfying(
                        KeyServiceException.class,
                        (answer) -> assertThat(answer.answer()).isEqualTo(Answer.UNAUTHENTICATED));
        assertThat(this.vault.requests() + this.logins.get()).isZero();
    }

    @Test
    void useWhenCommandHasATokenInItsEnvironmentUsesIt() {
        this.vault.tokens.add(FakeVault.TOKEN);
        KeySettings settings =
                KeySettings.ofEnvironment(Map.of("VAULT_ADDR", this.vault.address(), "VAULT_TOKEN", FakeVault.TOKEN));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            use(connection);
        }
    }

    @Test
    void toStringWhenThereIsATokenDoesNotShowIt() {
        assertThat(new Login.Lease("hvs.hush", true, true, 0)).hasToString("Lease");
    }

    @Test
    void useWhenTokenFileChangesReadsItAgain() throws IOException {
        this.vault.tokens.add("new");
        this.properties.remove("vault.auth");
        Path file = FakeVault.secretFile(this.directory.resolve("token"), "old");
        this.properties.put("vault.token-file", file.toString());
        assertThat(failure())
                .isInstanceOfSatisfying(
                        KeyServiceException.class,
                        (answer) -> assertThat(answer.answer()).isEqualTo(Answer.UNAUTHENTICATED));
        try (MasterKeyProvider.Connection connection = connect()) {
            Files.writeString(file, "new");
            use(connection);
        }
    }

    @Test
    void useWhenThereIsNoTokenSaysHowToGiveOne() {
        this.properties.remove("vault.auth");
        assertThat(failure().action()).contains("secrets-bridge.vault.token-file");
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> {
            KeySettings settings = KeySettings.ofEnvironment(Map.of("VAULT_ADDR", this.vault.address()));
            try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
                use(connection);
            }
        });
        assertThat(ex.action()).contains("VAULT_TOKEN");
    }
}
