package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VaultTlsTests {

    @TempDir
    private static Path authority;

    private static Certificates certificates;

    @TempDir
    private Path directory;

    private final VaultProvider provider = new VaultProvider();

    private final Map<String, String> properties = new HashMap<>();

    @BeforeAll
    static void createAuthority() throws Exception {
        certificates = new Certificates(authority);
    }

    @BeforeEach
    void giveToken() throws Exception {
        this.properties.put(
                "vault.token-file",
                FakeVault.secretFile(this.directory.resolve("token"), FakeVault.TOKEN)
                        .toString());
    }

    private void useAt(String host, FakeVault vault) {
        this.properties.put("vault.address", "https://" + host + ":" + vault.port());
        roundTrip(KeySettings.ofProperties(this.properties), this.properties.get("vault.address"));
    }

    private void roundTrip(KeySettings settings, String address) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey dataKey = DataKey.generate()) {
            String wrapped = connection.wrap(dataKey, this.provider.parse(address + "/v1/transit/keys/app"));
            try (DataKey unwrapped =
                    connection.unwrap(wrapped, this.provider.parse(address + "/v1/transit/keys/app"))) {
                assertThat(unwrapped).isEqualTo(dataKey);
            }
        }
    }

    private KeyServiceException refusedAt(String host, FakeVault vault) {
        KeyServiceException ex = catchThrowableOfType(KeyServiceException.class, () -> useAt(host, vault));
        assertThat(vault.requests())
                .as("requests, whose token a stranger would have read")
                .isZero();
        return ex;
    }

    @Test
    void useWhenAuthorityIsNamedTrustsIt() throws Exception {
        ServerSocketFactory server = certificates.server("ip:127.0.0.1", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            this.properties.put("vault.ca-file", certificates.caFile().toString());
            useAt("127.0.0.1", vault);
        }
    }

    @Test
    void useWhenAuthorityIsUnknownSaysSo() throws Exception {
        ServerSocketFactory server = certificates.server("ip:127.0.0.1", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            KeyServiceException ex = refusedAt("127.0.0.1", vault);
            assertThat(ex.answer()).isEqualTo(Answer.MISUNDERSTOOD);
            assertThat(ex).hasMessageContaining("not signed by an authority that is trusted here");
            assertThat(ex.action()).contains("secrets-bridge.vault.ca-file");
        }
    }

    @Test
    void useWhenCertificateIsForAnotherNameSaysSo() throws Exception {
        ServerSocketFactory server = certificates.server("dns:vault.example.com", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            this.properties.put("vault.ca-file", certificates.caFile().toString());
            for (String host : new String[] {"127.0.0.1", "localhost"}) {
                KeyServiceException ex = refusedAt(host, vault);
                assertThat(ex.answer()).isEqualTo(Answer.MISUNDERSTOOD);
                assertThat(ex).hasMessageContaining("is for another name");
                assertThat(ex.action()).contains("secrets-bridge.vault.tls-server-name");
            }
        }
    }

    @Test
    void useWhenServerNameIsSetComparesThatName() throws Exception {
        ServerSocketFactory server = certificates.server("dns:vault.example.com", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            this.properties.put("vault.ca-file", certificates.caFile().toString());
            this.properties.put("vault.tls-server-name", "other.example.com");
            assertThat(refusedAt("localhost", vault)).hasMessageContaining("is for another name");
            this.properties.put("vault.tls-server-name", "vault.example.com");
            useAt("127.0.0.1", vault);
            useAt("localhost", vault);
        }
    }

    /** Who can answer at an address may well have a certificate for its number. */
    @Test
    void useWhenServerNameIsSetRefusesACertificateForTheAddress() throws Exception {
        ServerSocketFactory server = certificates.server("ip:127.0.0.1,dns:localhost", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            this.properties.put("vault.ca-file", certificates.caFile().toString());
            this.properties.put("vault.tls-server-name", "vault.example.com");
            for (String host : new String[] {"127.0.0.1", "localhost"}) {
                assertThat(refusedAt(host, vault)).hasMessageContaining("is for another name");
            }
        }
    }

    @Test
    void useWhenCertificateIsFromAnotherTimeSaysSo() throws Exception {
        for (String start : new String[] {"-40d", "+10d"}) {
            ServerSocketFactory server = certificates.server("ip:127.0.0.1", start);
            try (FakeVault vault = new FakeVault(server, "app")) {
                this.properties.put("vault.ca-file", certificates.caFile().toString());
                KeyServiceException ex = refusedAt("127.0.0.1", vault);
                assertThat(ex.answer()).isEqualTo(Answer.MISUNDERSTOOD);
                assertThat(ex).hasMessageContaining("not valid at this time");
                assertThat(ex.action()).contains("clock");
            }
        }
    }

    @Test
    void useWhenServerSpeaksNoTlsSaysSo() {
        try (FakeVault vault = new FakeVault("app")) {
            KeyServiceException ex = refusedAt("127.0.0.1", vault);
            assertThat(ex.answer().isRetryable()).isTrue();
            assertThat(ex).hasMessageContaining("no TLS connection");
        }
    }

    @Test
    void useWhenVerificationIsSkippedIsForSopsAlone() throws Exception {
        ServerSocketFactory server = certificates.server("dns:vault.example.com", "-1d");
        try (FakeVault vault = new FakeVault(server, "app")) {
            String address = "https://127.0.0.1:" + vault.port();
            KeySettings settings = KeySettings.ofEnvironment(
                    Map.of("VAULT_ADDR", address, "VAULT_TOKEN", FakeVault.TOKEN, "VAULT_SKIP_VERIFY", "true"));
            roundTrip(settings.followingSops(), address);
            int before = vault.requests();
            assertThat(catchThrowableOfType(KeyServiceException.class, () -> roundTrip(settings, address))
                            .answer())
                    .isEqualTo(Answer.MISUNDERSTOOD);
            assertThat(vault.requests()).isEqualTo(before);
        }
    }

    @Test
    void connectWhenFileOfTheAuthorityIsWrongSaysSo() throws Exception {
        this.properties.put("vault.address", "https://127.0.0.1");
        for (Path file : new Path[] {
            this.directory.resolve("missing"),
            Files.writeString(this.directory.resolve("empty"), ""),
            Files.writeString(this.directory.resolve("text"), "no certificate")
        }) {
            this.properties.put("vault.ca-file", file.toString());
            SecretsException ex = catchThrowableOfType(
                    SecretsException.class, () -> this.provider.connect(KeySettings.ofProperties(this.properties)));
            assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
            assertThat(ex).hasMessageContaining(file.toString());
        }
    }
}
