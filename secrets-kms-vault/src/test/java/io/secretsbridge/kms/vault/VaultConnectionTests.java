package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VaultConnectionTests {

    private static final String WRAPPED = "vault:v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    private Path home;

    private final FakeVault vault = new FakeVault("app");

    private final VaultProvider provider = new VaultProvider();

    @AfterEach
    void stop() {
        this.vault.close();
    }

    private Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private void use(KeySettings settings, String address) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey dataKey = DataKey.generate()) {
            String uri = address + "/v1/transit/keys/app";
            String wrapped = connection.wrap(dataKey, this.provider.parse(uri));
            try (DataKey unwrapped = connection.unwrap(wrapped, this.provider.parse(uri))) {
                assertThat(unwrapped).isEqualTo(dataKey);
            }
        }
    }

    private KeyServiceException failure(KeySettings settings, String address) {
        return catchThrowableOfType(KeyServiceException.class, () -> use(settings, address));
    }

    private KeyServiceException failure(int status, String error) {
        Map<String, String> environment = environment("VAULT_ADDR", this.vault.address());
        // A path that is no transit path to the fake, so that it answers what it is told.
        this.vault.extra = (request) -> FakeVault.errors(status, error);
        return catchThrowableOfType(KeyServiceException.class, () -> {
            VaultSettings settings = VaultSettings.of(KeySettings.ofEnvironment(environment));
            VaultKey key = new VaultKey(this.vault.address(), "transit", "app");
            VaultClient client = new VaultClient(settings);
            throw VaultFailures.ofAnswer(
                    client.post(
                            key.uri(),
                            "some/path",
                            FakeVault.TOKEN,
                            key.toMasterKey().fields()),
                    key,
                    "decrypt");
        });
    }

    /** What OpenBao 2.7.2 answers, and what each answer means. */
    @ParameterizedTest
    @CsvSource({
        "400, encryption key not found, NOT_FOUND, vault write -f transit/keys/app",
        "400, cipher: message authentication failed, REJECTED, Restore",
        "400, invalid ciphertext: no prefix, REJECTED, Restore",
        "400, ciphertext or signature version is disallowed by policy (too old), UNUSABLE, min_decryption_version",
        "400, missing 'context' for key derivation; the key was created using a derived key, UNUSABLE, derived",
        "400, message encryption not supported for key type ed25519, UNUSABLE, aes256-gcm96",
        "400, missing client token, UNAUTHENTICATED, Log in again",
        "403, 1 error occurred: * permission denied, DENIED, the capability \"update\" on the path transit/decrypt/app",
        "403, 2 errors occurred: permission denied and invalid token, UNAUTHENTICATED, Log in again",
        "403, permission denied, UNAUTHENTICATED, Log in again",
        "404, no handler for route, NOT_FOUND, vault secrets enable -path=transit transit",
        "412, required index state not present, UNAVAILABLE, vault status",
        "429, rate limit quota exceeded, THROTTLED, quota",
        "500, internal error, UNAVAILABLE, vault status",
        "501, not initialized, UNAVAILABLE, vault status",
        "503, error performing request: Vault is sealed, UNAVAILABLE, vault operator unseal",
        "502, bad gateway, UNAVAILABLE, vault status",
        "307, moved, MISUNDERSTOOD, redirects",
        "418, I am a teapot, MISUNDERSTOOD, address"
    })
    void unwrapWhenVaultRefusesSaysWhyAndWhatToDo(int status, String error, Answer answer, String action) {
        KeyServiceException ex = failure(status, error);
        assertThat(ex.answer()).isEqualTo(answer);
        assertThat(ex.action()).contains(action);
        assertThat(ex.getMessage()).doesNotContain(error).doesNotContain(FakeVault.TOKEN);
    }

    @Test
    void useWhenAddressIsConfiguredSendsTheToken() {
        for (String variable : new String[] {"VAULT_ADDR", "BAO_ADDR", "SECRETS_VAULT_TRUSTED_ADDRESSES"}) {
            use(KeySettings.ofEnvironment(environment(variable, this.vault.address())), this.vault.address());
        }
        use(
                KeySettings.ofEnvironment(environment(
                        "VAULT_ADDR", "https://other.example.com", "SOPS_HC_VAULT_ALLOWLIST", this.vault.address())),
                this.vault.address());
    }

    @Test
    void useWhenAddressIsNotConfiguredSendsNothing() {
        KeyServiceException ex = failure(KeySettings.ofEnvironment(environment()), this.vault.address());
        assertThat(ex.answer()).isEqualTo(Answer.UNTRUSTED);
        assertThat(ex.action()).contains("VAULT_ADDR=" + this.vault.address());
        ex = failure(
                KeySettings.ofEnvironment(
                        environment("VAULT_ADDR", "http://127.0.0.1:1", "SOPS_HC_VAULT_ALLOWLIST", "all")),
                this.vault.address());
        assertThat(ex.answer()).isEqualTo(Answer.UNTRUSTED);
        ex = failure(
                KeySettings.ofProperties(Map.of("vault.address", "https://vault.example.com")), this.vault.address());
        assertThat(ex.action()).contains("secrets-bridge.vault.address");
        assertThat(this.vault.log).isEmpty();
    }

    @Test
    void useWhenFollowingSopsObeysItsAllowlist() {
        use(KeySettings.ofEnvironment(environment()).followingSops(), this.vault.address());
        use(
                KeySettings.ofEnvironment(
                                environment("SOPS_HC_VAULT_ALLOWLIST", "https://a.example, " + this.vault.address()))
                        .followingSops(),
                this.vault.address());
        int before = this.vault.requests();
        for (String list : new String[] {"none", "https://vault.example.com"}) {
            assertThat(failure(
                                    KeySettings.ofEnvironment(environment("SOPS_HC_VAULT_ALLOWLIST", list))
                                            .followingSops(),
                                    this.vault.address())
                            .answer())
                    .isEqualTo(Answer.UNTRUSTED);
        }
        assertThat(this.vault.requests()).isEqualTo(before);
    }

    @Test
    void useWhenFollowingSopsGoesThroughTheAgent() {
        use(
                KeySettings.ofEnvironment(environment("VAULT_AGENT_ADDR", this.vault.address()))
                        .followingSops(),
                "https://vault.example.com");
    }

    @Test
    void useWhenTokenIsInTheHomeDirectoryFindsIt() throws IOException {
        FakeVault.secretFile(this.home.resolve(".vault-token"), FakeVault.TOKEN + "\n");
        KeySettings settings =
                KeySettings.ofEnvironment(Map.of("HOME", this.home.toString(), "VAULT_ADDR", this.vault.address()));
        use(settings, this.vault.address());
        use(settings.followingSops(), this.vault.address());
    }

    @Test
    void useWhenOpenBaosVariablesAreSetTheyGoFirstButNotForSops() {
        Map<String, String> environment =
                environment("VAULT_ADDR", this.vault.address(), "VAULT_TOKEN", "wrong", "BAO_TOKEN", FakeVault.TOKEN);
        use(KeySettings.ofEnvironment(environment), this.vault.address());
        assertThat(failure(KeySettings.ofEnvironment(environment).followingSops(), this.vault.address())
                        .answer())
                .isEqualTo(Answer.UNAUTHENTICATED);
    }

    @Test
    void useWhenPropertiesAreGivenIgnoresTheEnvironmentsToken() {
        KeyServiceException ex =
                failure(KeySettings.ofProperties(Map.of("vault.address", this.vault.address())), this.vault.address());
        assertThat(ex.answer()).isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(this.vault.log).isEmpty();
    }

    @Test
    void useWhenTokenHasInvalidCharactersShowsNothingOfIt() {
        Map<String, String> environment = environment("VAULT_ADDR", this.vault.address(), "VAULT_TOKEN", "a\nhunter2");
        SecretsException ex = catchThrowableOfType(
                SecretsException.class, () -> use(KeySettings.ofEnvironment(environment), this.vault.address()));
        assertThat(ex.getMessage() + ex.action()).doesNotContain("hunter2");
    }

    @Test
    void useWhenThereIsAProxyGoesByItAlsoWhenItIsDown() {
        String address = "http://only-the-proxy-knows.invalid:8200";
        KeySettings settings = KeySettings.ofEnvironment(environment("VAULT_ADDR", address));
        ProxySelector before = ProxySelector.getDefault();
        try {
            ProxySelector.setDefault(
                    ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.vault.port())));
            use(settings, address);
            ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
            assertThat(failure(settings, address).answer()).isEqualTo(Answer.UNAVAILABLE);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(this.vault.requests()).isEqualTo(2);
    }

    @Test
    void useWhenNameCannotBeResolvedSaysSo() {
        String address = "http://no-such-host.invalid:8200";
        KeyServiceException ex = failure(KeySettings.ofEnvironment(environment("VAULT_ADDR", address)), address);
        assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE);
        assertThat(ex).hasMessageContaining("cannot be resolved");
    }

    @Test
    void useWhenNothingListensSaysSo() throws IOException {
        String address;
        try (ServerSocket free = new ServerSocket(0)) {
            address = "http://127.0.0.1:" + free.getLocalPort();
        }
        KeyServiceException ex = failure(KeySettings.ofEnvironment(environment("VAULT_ADDR", address)), address);
        assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE);
        assertThat(ex).hasMessageContaining("nothing listens");
    }

    @Test
    void useWhenVaultSaysWhenToAskAgainPassesItOn() {
        Map<String, String> environment = environment("VAULT_ADDR", this.vault.address());
        this.vault.extra = (request) -> new FakeVault.Reply(429, "{}", "Retry-After: 7");
        VaultSettings settings = VaultSettings.of(KeySettings.ofEnvironment(environment));
        VaultKey key = new VaultKey(this.vault.address(), "transit", "app");
        VaultClient.Answer answer = new VaultClient(settings)
                .post(key.uri(), "some/path", null, key.toMasterKey().fields());
        assertThat(VaultFailures.ofAnswer(answer, key, "decrypt").retryAfter())
                .hasValueSatisfying((wait) -> assertThat(wait.toSeconds()).isEqualTo(7));
    }

    @Test
    void unwrapWhenWrappedKeyIsNoneOfVaultAsksNobody() {
        KeySettings settings = KeySettings.ofEnvironment(environment("VAULT_ADDR", this.vault.address()));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            for (String wrapped :
                    new String[] {"", "AAAA", "vault:v1:", "vault:v1:A\"}", WRAPPED + "\n", WRAPPED.repeat(400)}) {
                KeyServiceException ex = catchThrowableOfType(
                        KeyServiceException.class,
                        () -> connection.unwrap(
                                wrapped, this.provider.parse(this.vault.address() + "/v1/transit/keys/app")));
                assertThat(ex.answer()).isEqualTo(Answer.REJECTED);
            }
        }
        assertThat(this.vault.log).isEmpty();
    }
}
