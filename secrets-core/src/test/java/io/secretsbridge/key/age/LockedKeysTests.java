package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
class LockedKeysTests {

    private static final String WRAPPED = AgeFixtures.text("locked-keys.age");

    @TempDir
    private Path directory;

    private final AgeProvider provider = new AgeProvider();

    private final MasterKey recipient = this.provider.parse(AgeFixtures.text("locked-keys.pub"));

    private final Map<String, String> environment = new HashMap<>();

    private final List<String> questions = new ArrayList<>();

    private Path keysFile;

    @BeforeEach
    void setUp() {
        this.environment.put("XDG_CONFIG_HOME", this.directory.toString());
        this.environment.put("PATH", System.getenv("PATH"));
        this.keysFile = this.directory.resolve("sops/age/keys.txt");
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(this.environment);
    }

    private KeySettings answering(String answer) {
        return settings().withPrompt((question) -> {
            this.questions.add(question);
            return answer.toCharArray();
        });
    }

    private DataKey unwrap(KeySettings settings) {
        try (Connection connection = this.provider.connect(settings)) {
            return connection.unwrap(WRAPPED, this.recipient);
        }
    }

    private SecretsException refused(KeySettings settings) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> unwrap(settings));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.getMessage()).doesNotContain("SECRET-KEY").doesNotContain(AgeFixtures.PASSPHRASE);
        return ex;
    }

    @ParameterizedTest
    @ValueSource(strings = {"locked-keys.key", "locked-keys-binary.key"})
    void unwrapWhenThePassphraseIsTypedOpensTheKeysFileOfAge(String name) throws IOException {
        AgeFixtures.copy(name, this.keysFile);
        assertThat(unwrap(answering(AgeFixtures.PASSPHRASE))).isEqualTo(AgeFixtures.dataKey());
        assertThat(this.questions).containsExactly("Passphrase for " + this.keysFile + ":");
    }

    @Test
    void unwrapWhenTheVariableHoldsTheLockedKeysOpensThem() {
        this.environment.put("SOPS_AGE_KEY", AgeFixtures.text("locked-keys.key"));
        assertThat(unwrap(answering(AgeFixtures.PASSPHRASE))).isEqualTo(AgeFixtures.dataKey());
        assertThat(this.questions).containsExactly("Passphrase for SOPS_AGE_KEY:");
    }

    @Test
    void unwrapWhenACommandPrintsTheLockedKeysOpensThem() throws IOException {
        Path file = AgeFixtures.copy("locked-keys-binary.key", this.directory.resolve("locked"));
        this.environment.put("SOPS_AGE_KEY_CMD", "cat '" + file + "'");
        assertThat(unwrap(answering(AgeFixtures.PASSPHRASE))).isEqualTo(AgeFixtures.dataKey());
    }

    @Test
    void unwrapWhenAnotherIdentityFitsDoesNotAsk() throws IOException {
        AgeFixtures.copy("locked-keys.key", this.keysFile);
        AgeIdentity identity = AgeIdentity.generate();
        this.environment.put("SOPS_AGE_KEY_CMD", "echo " + new String(identity.exposeText()));
        try (Connection connection = this.provider.connect(answering("unused"))) {
            MasterKey key = this.provider.parse(identity.recipient());
            String wrapped = connection.wrap(AgeFixtures.dataKey(), key);
            assertThat(connection.unwrap(wrapped, key)).isEqualTo(AgeFixtures.dataKey());
        }
        assertThat(this.questions).isEmpty();
    }

    @Test
    void unwrapWhenCalledAgainDoesNotAskAgain() throws IOException {
        AgeFixtures.copy("locked-keys.key", this.keysFile);
        try (Connection connection = this.provider.connect(answering(AgeFixtures.PASSPHRASE))) {
            connection.unwrap(WRAPPED, this.recipient);
            connection.unwrap(WRAPPED, this.recipient);
        }
        assertThat(this.questions).hasSize(1);
    }

    @Test
    void unwrapWhenTheIdentitiesInsideDoNotFitNamesThem() throws IOException {
        AgeFixtures.copy("locked-keys.key", this.keysFile);
        MasterKey other = this.provider.parse(AgeIdentity.generate().recipient());
        try (Connection connection = this.provider.connect(answering(AgeFixtures.PASSPHRASE))) {
            String wrapped = connection.wrap(AgeFixtures.dataKey(), other);
            SecretsException ex = catchThrowableOfType(SecretsException.class, () -> connection.unwrap(wrapped, other));
            assertThat(ex)
                    .hasMessageStartingWith("no identity fits, tried those of "
                            + AgeFixtures.text("locked-keys.pub").strip());
        }
    }

    @Test
    void unwrapWhenNobodyCanBeAskedSaysSo() throws IOException {
        AgeFixtures.copy("locked-keys.key", this.keysFile);
        assertThat(refused(settings()))
                .hasMessageStartingWith(this.keysFile + " needs a passphrase, and there is nobody to ask for it; ")
                .hasMessageContaining(this.keysFile + " (protected by a passphrase)");
    }

    @Test
    void unwrapWhenThePassphraseIsWrongSaysSo() throws IOException {
        AgeFixtures.copy("locked-keys.key", this.keysFile);
        assertThat(refused(answering("wrong")))
                .hasMessageStartingWith(this.keysFile + " does not open with this passphrase");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "locked-for-a-key.key | is encrypted, but not with a passphrase alone",
                "locked-nonsense.key | protects cannot be used: line 1 is no age identity",
            })
    void unwrapWhenTheFileIsOfNoUseSaysWhy(String name, String why) throws IOException {
        AgeFixtures.copy(name, this.keysFile);
        assertThat(refused(answering(AgeFixtures.PASSPHRASE))).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | is encrypted, but not with a passphrase alone",
                "two | is encrypted, but not with a passphrase alone",
                "many | is no intact age file",
                "another before | is encrypted, but not with a passphrase alone",
                "another behind | is encrypted, but not with a passphrase alone",
                "no arguments | is no intact age file",
                "no body | is no intact age file",
            })
    void unwrapWhenTheStanzasAreWrongRefusesBeforeItAsks(String stanzas, String why) throws IOException {
        AgeFixtures.copy("locked-keys-binary.key", this.keysFile);
        String file = new String(AgeFixtures.bytes("locked-keys-binary.key"), StandardCharsets.ISO_8859_1);
        int start = file.indexOf("-> scrypt");
        int end = file.indexOf("--- ");
        String stanza = file.substring(start, end);
        String other = "-> other x\n\n";
        String changed = switch (stanzas) {
            case "none" -> "";
            case "two" -> stanza + stanza;
            case "many" -> stanza.repeat(1000);
            case "another before" -> other + stanza;
            case "another behind" -> stanza + other;
            case "no arguments" -> stanza.replaceFirst(" .*\n", " scrypt\n");
            default -> stanza.substring(0, stanza.indexOf('\n')) + "\n\n";
        };
        Files.write(
                this.keysFile,
                (file.substring(0, start) + changed + file.substring(end)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(answering(AgeFixtures.PASSPHRASE))).hasMessageContaining(why);
        assertThat(this.questions.size()).isLessThanOrEqualTo(stanzas.equals("no body") ? 1 : 0);
    }

    @Test
    void unwrapWhenTheFileIsCutOffRefuses() throws IOException {
        byte[] whole = AgeFixtures.bytes("locked-keys-binary.key");
        AgeFixtures.copy("locked-keys-binary.key", this.keysFile);
        for (int length = 14; length < whole.length; length += 23) {
            Files.write(this.keysFile, Arrays.copyOf(whole, length));
            assertThat(refused(answering(AgeFixtures.PASSPHRASE))).hasMessageContaining("is no intact age file");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "23 | asks for more work than age allows",
                "99 | asks for more work than age allows",
                "100 | is no intact age file",
                "010 | is no intact age file",
                "-1 | is no intact age file",
            })
    void unwrapWhenTheWorkIsTooMuchRefusesBeforeItAsks(String workFactor, String why) throws IOException {
        AgeFixtures.copy("locked-keys-binary.key", this.keysFile);
        String file = new String(AgeFixtures.bytes("locked-keys-binary.key"), StandardCharsets.ISO_8859_1);
        Files.write(
                this.keysFile,
                file.replaceFirst(" 10\n", " " + workFactor + "\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(answering(AgeFixtures.PASSPHRASE))).hasMessageContaining(why);
        assertThat(this.questions).isEmpty();
    }

    // ---- the passphrase in a file

    private KeySettings properties(Path passphraseFile) throws IOException {
        Path keys = AgeFixtures.copy("locked-keys.key", this.directory.resolve("keys.txt"));
        return KeySettings.ofProperties(Map.of(
                "age.identity-files",
                keys.toString(),
                "age.use-default-keys-file",
                "false",
                "age.passphrase-file",
                passphraseFile.toString())::get);
    }

    private Path passphrase(String content) throws IOException {
        Path file = AgeFixtures.copy("locked-keys.pub", this.directory.resolve("passphrase"));
        return Files.writeString(file, content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void unwrapWhenAPropertyNamesThePassphraseFileOpensWithoutAsking(String end) throws IOException {
        KeySettings settings = properties(passphrase(AgeFixtures.PASSPHRASE + end));
        assertThat(unwrap(settings.withPrompt((question) -> {
                    throw new AssertionError("asked");
                })))
                .isEqualTo(AgeFixtures.dataKey());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "correct horses | does not open with the passphrase in FILE; | Check that file",
                "x | does not open with the passphrase in FILE; | Check that file",
                "'' | needs a passphrase, and FILE is empty; | Write the passphrase into that file",
            })
    void unwrapWhenThePassphraseInTheFileIsWrongNamesTheFile(String content, String problem, String action)
            throws IOException {
        Path file = passphrase(content);
        SecretsException ex = refused(properties(file));
        assertThat(ex).hasMessageContaining("keys.txt " + problem.replace("FILE", file.toString()));
        assertThat(ex.action()).isEqualTo(action);
    }

    @Test
    void unwrapWhenThePassphraseFileIsMissingNamesThePropertyAndTheFile() throws IOException {
        SecretsException ex = refused(properties(this.directory.resolve("nowhere")));
        assertThat(ex)
                .hasMessageContaining("keys.txt needs a passphrase, and " + this.directory.resolve("nowhere")
                        + ", which secrets-bridge.age.passphrase-file names, cannot be used: it does not exist");
    }

    @Test
    void unwrapWhenEveryUserCanReadThePassphraseFileRefuses() throws IOException {
        Path file = passphrase(AgeFixtures.PASSPHRASE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(properties(file)).action()).isEqualTo("Run: chmod 600 " + file);
    }

    @Test
    void unwrapWhenAnApplicationHasNoPassphraseFileNamesTheProperty() throws IOException {
        SecretsException ex = refused(properties(Path.of("")));
        assertThat(ex).hasMessageContaining("needs a passphrase, and there is nobody to ask for it");
        assertThat(ex.action()).contains("secrets-bridge.age.passphrase-file");
    }

    @Test
    void unwrapWhenBouncyCastleIsMissingNamesTheArtifact() throws IOException {
        Path key = AgeFixtures.copy("locked-keys.key", this.directory.resolve("locked"));
        assertThat(WithoutBouncyCastle.run(key, "locked-keys").get(0))
                .contains("is protected by a passphrase, which needs Bouncy Castle")
                .endsWith("Add org.bouncycastle:bcprov-jdk18on to the class path");
    }
}
