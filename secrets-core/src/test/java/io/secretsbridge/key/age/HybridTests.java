package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class HybridTests {

    private static final String WRAPPED = AgeFixtures.text("hybrid.age");

    private static final String IDENTITY = AgeFixtures.text("hybrid.key")
            .lines()
            .filter((line) -> line.startsWith("AGE-"))
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path directory;

    private final AgeProvider provider = new AgeProvider();

    private final Map<String, String> environment = new HashMap<>();

    private final MasterKey recipient = this.provider.parse(AgeFixtures.text("hybrid.pub"));

    @BeforeEach
    void setUp() {
        this.environment.put("XDG_CONFIG_HOME", this.directory.toString());
    }

    private DataKey unwrap(String wrapped) {
        try (Connection connection = this.provider.connect(KeySettings.ofEnvironment(this.environment))) {
            return connection.unwrap(wrapped, this.recipient);
        }
    }

    private SecretsException refused(String wrapped) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> unwrap(wrapped));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.getMessage()).doesNotContain(IDENTITY.substring(20));
        return ex;
    }

    @Test
    void unwrapWhenAgeSealedForAPostQuantumKeyOpensIt() {
        this.environment.put("SOPS_AGE_KEY", IDENTITY);
        assertThat(unwrap(WRAPPED)).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void unwrapWhenTheKeysFileHoldsAllKindsOpensIt() throws IOException {
        AgeFixtures.copy("hybrid.key", this.directory.resolve("sops/age/keys.txt"));
        this.environment.put("SOPS_AGE_KEY", new String(AgeIdentity.generate().exposeText()));
        assertThat(unwrap(WRAPPED)).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void wrapWhenRecipientIsPostQuantumOpensWithItsIdentity() {
        this.environment.put("SOPS_AGE_KEY", IDENTITY);
        DataKey dataKey = DataKey.generate();
        String wrapped;
        try (Connection connection = this.provider.connect(KeySettings.ofEnvironment(this.environment))) {
            wrapped = connection.wrap(dataKey, this.recipient);
        }
        assertThat(header(wrapped))
                .startsWith("age-encryption.org/v1\n-> mlkem768x25519 ")
                .containsOnlyOnce("-> ");
        assertThat(unwrap(wrapped)).isEqualTo(dataKey);
    }

    private static String header(String wrapped) {
        return new String(bytes(wrapped), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String wrapped) {
        return Base64.getMimeDecoder().decode(wrapped.replaceAll("-----[A-Z ]+-----", ""));
    }

    @Test
    void unwrapWhenNoIdentityFitsNamesThemShort() {
        String other = Bech32.encode("age-secret-key-pq-", new byte[32]).toUpperCase(java.util.Locale.ROOT);
        this.environment.put("SOPS_AGE_KEY", other);
        assertThat(refused(WRAPPED))
                .hasMessageStartingWith("no identity fits, tried those of age1pq1")
                .satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void unwrapWhenAnyPartOfTheHeaderIsChangedRefuses() {
        this.environment.put("SOPS_AGE_KEY", IDENTITY);
        byte[] file = bytes(WRAPPED);
        for (int i = 0; i < file.length; i += 29) {
            file[i] ^= 1;
            refused("-----BEGIN AGE ENCRYPTED FILE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(file)
                    + "\n-----END AGE ENCRYPTED FILE-----\n");
            file[i] ^= 1;
        }
    }

    @Test
    void unwrapWhenAnIdentityIsMistypedNamesTheLine() {
        this.environment.put("SOPS_AGE_KEY", "# mine\n" + IDENTITY.substring(0, IDENTITY.length() - 1));
        assertThat(refused(WRAPPED)).hasMessageContaining("an age identity is damaged or cut off in line 2");
    }

    @Test
    void parseWhenRecipientIsMistypedRefusesInAFewWords() {
        String text = AgeFixtures.text("hybrid.pub").strip();
        for (String wrong : List.of(
                text.substring(0, text.length() - 1),
                text.substring(0, 100),
                text.replace("age1pq1", "age1pq1q"),
                Bech32.encode("age1pq", new byte[32]))) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> this.provider.parse(wrong))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY))
                    .satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(250));
        }
    }

    @Test
    void wrapWhenThePublicKeyIsNoneRefuses() {
        byte[] nonsense = new byte[1216];
        java.util.Arrays.fill(nonsense, (byte) 0xff);
        MasterKey key = this.provider.parse(Bech32.encode("age1pq", nonsense));
        try (Connection connection = this.provider.connect(KeySettings.ofEnvironment(this.environment))) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.wrap(AgeFixtures.dataKey(), key))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED));
        }
    }

    @Test
    void unwrapAndWrapWhenBouncyCastleIsMissingNameTheArtifact() throws IOException {
        Path key = AgeFixtures.copy("hybrid.key", this.directory.resolve("hybrid.key"));
        List<String> said = WithoutBouncyCastle.run(key, "hybrid");
        assertThat(said)
                .hasSize(2)
                .allSatisfy((line) -> assertThat(line)
                        .contains("post-quantum age keys need Bouncy Castle")
                        .endsWith("Add org.bouncycastle:bcprov-jdk18on to the class path"));
        assertThat(said.get(0)).startsWith("KEY_UNAVAILABLE ");
        assertThat(said.get(1)).startsWith("WRAP_FAILED ");
    }
}
