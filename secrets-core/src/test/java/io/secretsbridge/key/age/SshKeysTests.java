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
import io.secretsbridge.key.Passphrase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class SshKeysTests {

    @TempDir
    private Path directory;

    private final AgeProvider provider = new AgeProvider();

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUp() {
        this.environment.put("XDG_CONFIG_HOME", this.directory.toString());
        this.environment.put("HOME", this.directory.toString());
        this.environment.put("PATH", System.getenv("PATH"));
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(this.environment);
    }

    private KeySettings answering(String passphrase) {
        return settings().withPrompt((question) -> passphrase.toCharArray());
    }

    private MasterKey recipient(String name) {
        return this.provider.parse(AgeFixtures.text(name + ".pub"));
    }

    private DataKey unwrap(KeySettings settings, String name) {
        try (Connection connection = this.provider.connect(settings)) {
            return connection.unwrap(AgeFixtures.text(name + ".age"), recipient(name));
        }
    }

    private SecretsException refused(KeySettings settings, String name) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> unwrap(settings, name));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.getMessage() + ex.action()).doesNotContain(AgeFixtures.PASSPHRASE);
        return ex;
    }

    private Path key(String name) throws IOException {
        Path key = AgeFixtures.copy(name + ".key", this.directory.resolve(name + ".key"));
        AgeFixtures.copy(name + ".pub", this.directory.resolve(name + ".key.pub"));
        return key;
    }

    private void use(String name) throws IOException {
        this.environment.put("SOPS_AGE_SSH_PRIVATE_KEY_FILE", key(name).toString());
    }

    // ---- what the real age sealed, and the way back

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ed25519-pkcs8", "rsa-2048", "rsa-3072", "rsa-pem", "rsa-pkcs8"})
    void unwrapWhenAgeSealedForAnSshKeyOpensIt(String name) throws IOException {
        use(name);
        assertThat(unwrap(settings(), name)).isEqualTo(AgeFixtures.dataKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519-locked", "rsa-locked", "rsa-pem-locked"})
    void unwrapWhenThePassphraseIsTypedOpensIt(String name) throws IOException {
        use(name);
        assertThat(unwrap(answering(AgeFixtures.PASSPHRASE), name)).isEqualTo(AgeFixtures.dataKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ed25519-pkcs8", "rsa-2048", "rsa-3072"})
    void wrapWhenRecipientIsAnSshKeyOpensWithIt(String name) throws IOException {
        use(name);
        DataKey dataKey = DataKey.generate();
        try (Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(dataKey, recipient(name));
            String header = new String(
                    Base64.getMimeDecoder().decode(wrapped.replaceAll("-----[A-Z ]+-----", "")),
                    StandardCharsets.ISO_8859_1);
            assertThat(header).startsWith("age-encryption.org/v1\n-> ssh-").containsOnlyOnce("-> ");
            assertThat(connection.unwrap(wrapped, recipient(name))).isEqualTo(dataKey);
        }
    }

    // ---- where keys come from

    @ParameterizedTest
    @CsvSource({"id_ed25519, ed25519", "id_rsa, rsa-2048"})
    void unwrapWhenTheKeyIsInTheHomeDirectoryFindsIt(String file, String name) throws IOException {
        AgeFixtures.copy(name + ".key", this.directory.resolve(".ssh").resolve(file));
        assertThat(unwrap(settings(), name)).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void unwrapWhenACommandPrintsTheKeyUsesItAndGivesItTheRecipient() throws IOException {
        Path script = this.directory.resolve("print");
        Files.writeString(script, "case $SOPS_AGE_RECIPIENT in 'ssh-ed25519 '*) cat '" + key("ed25519") + "';; esac");
        this.environment.put("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "sh '" + script + "'");
        assertThat(unwrap(settings(), "ed25519")).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void unwrapWhenACommandPrintsALockedKeySaysThatThisIsNotPossible() throws IOException {
        this.environment.put("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "cat '" + key("ed25519-locked") + "'");
        assertThat(refused(answering(AgeFixtures.PASSPHRASE), "ed25519-locked"))
                .hasMessageContaining("SOPS_AGE_SSH_PRIVATE_KEY_CMD (the SSH private key is protected by a passphrase");
    }

    @Test
    void unwrapWhenACommandFailsNamesItsVariable() {
        this.environment.put("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "false");
        SecretsException ex = refused(settings(), "ed25519");
        assertThat(ex).hasMessageContaining("SOPS_AGE_SSH_PRIVATE_KEY_CMD (the command ended with status 1)");
        assertThat(ex.action()).contains("SOPS_AGE_SSH_PRIVATE_KEY_CMD");
    }

    @Test
    void unwrapWhenAPropertyNamesTheKeyUsesIt() throws IOException {
        Map<String, String> properties =
                Map.of("age.identity-files", key("ed25519").toString(), "age.use-default-keys-file", "false");
        assertThat(unwrap(KeySettings.ofProperties(properties::get), "ed25519")).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void unwrapWhenSettingsAreOnlyPropertiesLooksAtNoSshKeyThatIsNotNamed() {
        KeySettings settings = KeySettings.ofProperties(Map.of("age.use-default-keys-file", "false")::get);
        assertThat(refused(settings, "ed25519"))
                .hasMessage("no age identity was found; looked at secrets-bridge.age.identity-files (not set)");
    }

    @Test
    void unwrapWhenNothingIsThereNamesTheSshPlacesToo() {
        assertThat(refused(settings(), "ed25519"))
                .hasMessageEndingWith("SOPS_AGE_SSH_PRIVATE_KEY_FILE (not set), " + this.directory.resolve(".ssh")
                        + "/id_ed25519 (not there), " + this.directory.resolve(".ssh") + "/id_rsa (not there)");
    }

    @Test
    void unwrapWhenAnotherKeyIsThereNamesItAsSshKeygenDoes() throws IOException {
        use("rsa-2048");
        assertThat(refused(settings(), "ed25519"))
                .hasMessageStartingWith("no identity fits, tried those of ssh-rsa SHA256:");
    }

    @Test
    void unwrapWhenTheKeyIsReadableByAllSaysHowToMendIt() throws IOException {
        use("ed25519");
        Path key = this.directory.resolve("ed25519.key");
        Files.setPosixFilePermissions(key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(settings(), "ed25519").action()).isEqualTo("Run: chmod 600 " + key);
    }

    // ---- passphrases

    @Test
    void unwrapWhenNobodyCanBeAskedSaysSo() throws IOException {
        use("ed25519-locked");
        SecretsException ex = refused(settings(), "ed25519-locked");
        assertThat(ex)
                .hasMessageStartingWith(this.directory.resolve("ed25519-locked.key")
                        + " needs a passphrase, and there is nobody to ask for it; no identity fits");
        assertThat(ex.action()).contains("without a passphrase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519-locked", "rsa-locked", "rsa-pem-locked"})
    void unwrapWhenThePassphraseIsWrongSaysSoAndAsksOnce(String name) throws IOException {
        use(name);
        AtomicInteger questions = new AtomicInteger();
        KeySettings settings = settings().withPrompt((question) -> {
            questions.incrementAndGet();
            return "wrong".toCharArray();
        });
        try (Connection connection = this.provider.connect(settings)) {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(SecretsException.class)
                        .isThrownBy(() -> connection.unwrap(AgeFixtures.text(name + ".age"), recipient(name)))
                        .withMessageContaining("does not open with this passphrase");
            }
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void unwrapWhenNoPassphraseIsTypedSaysSo() throws IOException {
        use("ed25519-locked");
        assertThat(refused(settings().withPrompt((question) -> null), "ed25519-locked"))
                .hasMessageContaining("needs a passphrase, and none was given");
    }

    @Test
    void unwrapWhenTheFileIsForAnotherKeyDoesNotAsk() throws IOException {
        use("ed25519-locked");
        KeySettings settings = settings().withPrompt((question) -> {
            throw new AssertionError("asked");
        });
        refused(settings, "ed25519");
    }

    @Test
    void unwrapWhenThePublicHalfBesideIsAnotherKeySaysSo() throws IOException {
        use("rsa-pem-locked");
        AgeFixtures.copy("rsa-2048.pub", this.directory.resolve("rsa-pem-locked.key.pub"));
        try (Connection connection = this.provider.connect(answering(AgeFixtures.PASSPHRASE))) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap(AgeFixtures.text("rsa-2048.age"), recipient("rsa-2048")))
                    .withMessageContaining("belongs to another key");
        }
    }

    @Test
    void unwrapWhenThePublicHalfIsMissingSaysWhichFile() throws IOException {
        use("rsa-pem-locked");
        Files.delete(this.directory.resolve("rsa-pem-locked.key.pub"));
        assertThat(refused(answering(AgeFixtures.PASSPHRASE), "rsa-pem-locked"))
                .hasMessageContaining("rsa-pem-locked.key.pub");
    }

    @Test
    void unwrapWhenBouncyCastleIsMissingNamesTheArtifact() throws Exception {
        List<String> said = WithoutBouncyCastle.run(key("ed25519-locked"), "ed25519-locked");
        assertThat(said.get(0))
                .contains("is protected by a passphrase, which needs Bouncy Castle")
                .endsWith("Add org.bouncycastle:bcprov-jdk18on to the class path");
        assertThat(said.get(1)).isEqualTo("done");
    }

    // ---- bad input

    @ParameterizedTest
    @CsvSource({"ecdsa, of a kind that age does not know", "rsa-1024, an RSA key of 1024 bits"})
    void parseWhenAgeDoesNotTakeThisKeyRefuses(String name, String why) throws IOException {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> SshKeyFile.parse(
                        AgeFixtures.text(name + ".key").getBytes(StandardCharsets.US_ASCII), null, null))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY))
                .withMessageContaining(why);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> recipient(name))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa-2048", "rsa-pem", "rsa-pkcs8", "ed25519-pkcs8", "rsa-pem-locked"})
    void parseWhenTheFileIsCutOffRefusesEachTime(String name) {
        String whole = AgeFixtures.text(name + ".key").strip();
        int step = Math.max(1, whole.length() / 40);
        for (int length = 11; length < whole.length(); length += step) {
            byte[] cut = whole.substring(0, length).getBytes(StandardCharsets.US_ASCII);
            SecretsException ex = catchThrowableOfType(SecretsException.class, () -> SshKeyFile.parse(cut, null, null));
            assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa-2048"})
    void parseWhenAByteIsChangedRefusesOrKeepsTheKey(String name) throws Exception {
        Pem pem = Pem.parse(AgeFixtures.text(name + ".key").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < pem.content().length; i += 3) {
            byte[] changed = pem.content().clone();
            changed[i] ^= 0x55;
            String text = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(changed) + "\n-----END OPENSSH PRIVATE KEY-----\n";
            try {
                SshKeyFile.parse(text.getBytes(StandardCharsets.US_ASCII), null, new Passphrase("here", settings()))
                        .close();
            } catch (SecretsException ex) {
                assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
            }
        }
    }

    @Test
    void parseWhenTheRoundsWouldTakeMonthsRefuses() throws Exception {
        Pem pem = Pem.parse(AgeFixtures.text("ed25519-locked.key").getBytes(StandardCharsets.US_ASCII));
        byte[] content = pem.content();
        // "bcrypt", then the length of the options, 16 bytes of salt with their length, and the rounds.
        int rounds = new String(content, StandardCharsets.ISO_8859_1).indexOf("bcrypt") + 6 + 4 + 4 + 16;
        content[rounds + 1] = 1;
        String text = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(content) + "\n-----END OPENSSH PRIVATE KEY-----\n";
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> SshKeyFile.parse(
                        text.getBytes(StandardCharsets.US_ASCII), null, new Passphrase("here", settings())))
                .withMessageContaining("rounds of bcrypt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isG",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC",
                "ssh-dss AAAAB3NzaC1kc3MAAAADAQABAAABAQC0",
                "ssh-ed25519 ===================="
            })
    void parseWhenRecipientIsNoUsableSshKeyRefuses(String text) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> this.provider.parse(text));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex.action()).isNotEmpty();
    }

    @Test
    void parseWhenRecipientHasACommentKeepsIt() {
        String text = AgeFixtures.text("ed25519.pub").strip();
        assertThat(text).endsWith(" fixture ed25519");
        assertThat(this.provider.describe(this.provider.parse(text + "\n"))).isEqualTo(text);
    }
}
