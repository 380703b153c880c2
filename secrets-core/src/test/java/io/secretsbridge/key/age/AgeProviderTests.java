package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(30)
class AgeProviderTests {

    @TempDir
    private Path directory;

    private final AgeProvider provider = new AgeProvider();

    private final DataKey dataKey = DataKey.generate();

    private final AgeIdentity identity = AgeIdentity.generate();

    private final Map<String, String> environment = new HashMap<>();

    private MasterKey masterKey;

    private String wrapped;

    @BeforeEach
    void wrap() {
        this.environment.put("XDG_CONFIG_HOME", this.directory.toString());
        this.environment.put("PATH", System.getenv("PATH"));
        this.masterKey = this.provider.parse(this.identity.recipient());
        try (Connection connection = this.provider.connect(settings())) {
            this.wrapped = connection.wrap(this.dataKey, this.masterKey);
        }
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(this.environment);
    }

    private static String secret(AgeIdentity identity) {
        return new String(identity.exposeText());
    }

    private DataKey unwrap(KeySettings settings) {
        try (Connection connection = this.provider.connect(settings)) {
            return connection.unwrap(this.wrapped, this.masterKey);
        }
    }

    private SecretsException refused(KeySettings settings) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> unwrap(settings));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.getMessage()).doesNotContain("SECRET-KEY-1Q").doesNotContain(secret(this.identity));
        return ex;
    }

    private Path file(String name, String content) throws IOException {
        Path file = this.directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    // ---- the wrapped form

    @Test
    void wrapWhenRecipientIsX25519WritesAnArmouredFileWithOneStanzaAndAFinalNewline() {
        assertThat(this.wrapped)
                .startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")
                .endsWith("\n-----END AGE ENCRYPTED FILE-----\n");
        String header = new String(
                Base64.getMimeDecoder().decode(this.wrapped.replaceAll("-----[A-Z ]+-----", "")),
                StandardCharsets.ISO_8859_1);
        assertThat(header).startsWith("age-encryption.org/v1\n-> X25519 ").containsOnlyOnce("-> ");
        assertThat(this.wrapped.lines())
                .allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(64));
    }

    @Test
    void wrapWhenRepeatedNeverGivesTheSameText() {
        try (Connection connection = this.provider.connect(settings())) {
            assertThat(connection.wrap(this.dataKey, this.masterKey)).isNotEqualTo(this.wrapped);
        }
    }

    @Test
    void wrapWhenIdentitiesCannotBeReadDoesNotNeedThem() throws IOException {
        file("sops/age/keys.txt", "spoiled");
        this.environment.put("SOPS_AGE_KEY_CMD", "false");
        try (Connection connection = this.provider.connect(settings())) {
            assertThat(connection.wrap(this.dataKey, this.masterKey)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trimmed", "crlf", "blank"})
    void unwrapWhenArmourHasOtherWhitespaceStillOpens(String form) {
        this.wrapped = switch (form) {
            case "trimmed" -> this.wrapped.strip();
            case "crlf" -> this.wrapped.replace("\n", "\r\n");
            default -> "\n" + this.wrapped + "\n\n";
        };
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenAnyPartIsCutOffRefuses() {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        String whole = this.wrapped.strip();
        for (int length = 0; length < whole.length(); length += 7) {
            this.wrapped = whole.substring(0, length);
            assertThat(refused(settings())).hasMessageContaining("damaged");
        }
    }

    @Test
    void unwrapWhenAnyBitIsChangedRefuses() {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        byte[] file = Base64.getMimeDecoder().decode(this.wrapped.replaceAll("-----[A-Z ]+-----", ""));
        for (int i = 0; i < file.length; i++) {
            file[i] ^= 1;
            this.wrapped = "-----BEGIN AGE ENCRYPTED FILE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(file)
                    + "\n-----END AGE ENCRYPTED FILE-----\n";
            refused(settings());
            file[i] ^= 1;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN AGE ENCRYPTED FILE-----",
                "-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n",
                "-----BEGIN AGE ENCRYPTED FILE-----\n!!!!\n-----END AGE ENCRYPTED FILE-----\n",
                "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
                "-----BEGIN PGP MESSAGE-----\nYWdl\n-----END PGP MESSAGE-----\n",
                "-----BEGIN AGE ENCRYPTED FILE-----\n-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
                "age-encryption.org/v1\n-> X25519 a\n"
            })
    void unwrapWhenArmourIsBrokenRefuses(String broken) {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        this.wrapped = broken;
        assertThat(refused(settings())).hasMessageContaining("damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-> X25519\n\n",
                "-> X25519 AAAA\nAAAA\n",
                "-> X25519 a b c\nAAAA\n",
                "-> ssh-ed25519 AAAA\nAAAA\n",
                "-> ssh-rsa\n\n",
                "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 22\nAAAA\n",
                "-> mlkem768x25519 AAAA\nAAAA\n",
                "->\n\n",
                "-> \n",
                "x"
            })
    void unwrapWhenStanzasAreWrongRefuses(String stanzas) {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        for (int times : List.of(1, 500)) {
            String file = "age-encryption.org/v1\n" + stanzas.repeat(times)
                    + "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef0123";
            this.wrapped = "-----BEGIN AGE ENCRYPTED FILE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(file.getBytes(StandardCharsets.US_ASCII))
                    + "\n-----END AGE ENCRYPTED FILE-----\n";
            refused(settings());
        }
    }

    @Test
    void unwrapWhenTextIsTooLongRefuses() {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        this.wrapped = this.wrapped + "\n".repeat(AgeCipher.MAX_WRAPPED_LENGTH);
        assertThat(refused(settings())).hasMessageContaining("longer than 64 KiB");
    }

    @Test
    void unwrapWhenItHoldsMoreThanAKeyRefuses() {
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        try (Connection connection = this.provider.connect(settings())) {
            this.wrapped = connection.wrap(DataKey.copyOf(new byte[65]), this.masterKey);
        }
        assertThat(refused(settings())).hasMessageContaining("more than a key");
    }

    // ---- identities from the environment

    @Test
    void unwrapWhenVariableHoldsSeveralIdentitiesPerLineTriesAll() {
        this.environment.put(
                "SOPS_AGE_KEY", "# mine\n" + secret(AgeIdentity.generate()) + " \t" + secret(this.identity) + "\n");
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenVariableNamesAKeysFileReadsIt() throws IOException {
        Path file = file("mine.txt", "# created\r\n\r\n" + secret(this.identity) + "\r\n");
        this.environment.put("SOPS_AGE_KEY_FILE", file.toString());
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenDefaultKeysFileIsThereReadsItBesidesTheOthers() throws IOException {
        file("sops/age/keys.txt", secret(this.identity));
        this.environment.put("SOPS_AGE_KEY", secret(AgeIdentity.generate()));
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenASourceIsSpoiledUsesTheOthers() throws IOException {
        file("sops/age/keys.txt", secret(this.identity));
        this.environment.put("SOPS_AGE_KEY", "spoiled");
        this.environment.put("SOPS_AGE_KEY_FILE", this.directory.toString());
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenCommandPrintsIdentitiesGivesItTheRecipient() throws IOException {
        Path script = file(
                "print",
                "test \"$SOPS_AGE_RECIPIENT\" = " + this.identity.recipient() + " && echo '" + secret(this.identity)
                        + "' && echo noise >&2");
        this.environment.put("SOPS_AGE_KEY_CMD", "sh '" + script + "'");
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenAnotherSourceFitsDoesNotStartTheCommand() {
        Path witness = this.directory.resolve("started");
        this.environment.put("SOPS_AGE_KEY", secret(this.identity));
        this.environment.put("SOPS_AGE_KEY_CMD", "touch '" + witness + "'");
        assertThat(unwrap(settings())).isEqualTo(this.dataKey);
        assertThat(witness).doesNotExist();
    }

    @Test
    void unwrapWhenCommandRanForARecipientDoesNotRunItAgain() throws IOException {
        Path witness = this.directory.resolve("runs");
        Path script = file("print", "echo run >> '" + witness + "'; echo '" + secret(this.identity) + "'");
        this.environment.put("SOPS_AGE_KEY_CMD", "sh '" + script + "'");
        try (Connection connection = this.provider.connect(settings())) {
            connection.unwrap(this.wrapped, this.masterKey);
            connection.unwrap(this.wrapped, this.masterKey);
        }
        assertThat(witness).hasContent("run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sh -c 'echo hunter2; echo hunter2 >&2; exit 3' | the command ended with status 3",
                "/does/not/exist hunter2 | the command cannot be started",
                "echo \"hunter2 | it cannot be split into words",
                "# hunter2 | there is no command in it",
                "echo hunter2 | line 1 is no age identity",
                "sh -c 'yes hunter2' | the command printed more than 1 MiB",
                "sh -c 'sleep 60; echo hunter2' | the command did not end within 1500 ms",
                "sh -c 'exec >&-; sleep 60' hunter2 | the command did not end within 1500 ms",
            })
    void unwrapWhenCommandFailsSaysHowAndNothingOfIt(String command, String problem) {
        this.environment.put("SOPS_AGE_KEY_CMD", command);
        SecretsException ex = refused(settings().withCallTimeout(Duration.ofMillis(1500)));
        assertThat(ex).hasMessageContaining("SOPS_AGE_KEY_CMD (" + problem + ")");
        assertThat(ex.getMessage() + ex.action() + ex.getCause()).doesNotContain("hunter2");
    }

    @Test
    void unwrapWhenInterruptedDuringTheCommandEndsIt() throws Exception {
        Path started = this.directory.resolve("started");
        this.environment.put("SOPS_AGE_KEY_CMD", "sh -c 'touch " + started + "; sleep 60'");
        SecretsException[] thrown = new SecretsException[1];
        Thread thread =
                new Thread(() -> thrown[0] = catchThrowableOfType(SecretsException.class, () -> unwrap(settings())));
        thread.start();
        while (!Files.exists(started)) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(5_000);
        assertThat(thrown[0].reason()).isEqualTo(Reason.INTERRUPTED);
    }

    @Test
    void unwrapWhenNothingIsThereNamesEverySourceLookedAt() {
        SecretsException ex = refused(settings());
        Path defaultFile = this.directory.resolve("sops/age/keys.txt");
        assertThat(ex)
                .hasMessage("no age identity was found; looked at SOPS_AGE_KEY (not set), SOPS_AGE_KEY_FILE (not set), "
                        + defaultFile + " (not there)");
        assertThat(ex.action()).contains(defaultFile.toString()).contains("SOPS_AGE_KEY_FILE");
    }

    @Test
    void unwrapWhenNoIdentityFitsNamesTheRecipientsTried() throws IOException {
        AgeIdentity other = AgeIdentity.generate();
        file("sops/age/keys.txt", secret(other));
        this.environment.put("SOPS_AGE_KEY_FILE", "/does/not/exist");
        SecretsException ex = refused(settings());
        assertThat(ex)
                .hasMessageStartingWith("no identity fits, tried those of " + other.recipient() + "; looked at ")
                .hasMessageContaining("SOPS_AGE_KEY_FILE /does/not/exist (it does not exist)")
                .hasMessageContaining("keys.txt (1 identity)");
    }

    @Test
    void unwrapWhenManyIdentitiesDoNotFitListsTenAndCountsTheRest() throws IOException {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 13; i++) {
            keys.append(secret(AgeIdentity.generate())).append('\n');
        }
        file("sops/age/keys.txt", keys.toString());
        assertThat(refused(settings())).hasMessageContaining(" and 3 more; looked at");
    }

    @Test
    void unwrapWhenOthersCanReadTheKeysFileSaysHowToMendIt() throws IOException {
        Path file = file("sops/age/keys.txt", secret(this.identity));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SecretsException ex = refused(settings());
        assertThat(ex).hasMessageContaining("(every user of this machine can read it)");
        assertThat(ex.action()).isEqualTo("Run: chmod 600 " + file);
        assertThat(unwrap(settings().followingSops())).isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenAnIdentityIsMistypedNamesTheLine() throws IOException {
        String secret = secret(this.identity);
        String mistyped = secret.substring(0, 40) + (secret.charAt(40) == 'Q' ? 'P' : 'Q') + secret.substring(41);
        file("sops/age/keys.txt", "# created\n" + mistyped + "\n");
        assertThat(refused(settings())).hasMessageContaining("an age identity is damaged or cut off in line 2");
    }

    // ---- identities from properties

    private KeySettings properties(Map<String, String> properties) {
        return KeySettings.ofProperties(properties::get);
    }

    @Test
    void prepareWhenKeysFileIsThereReadsItBeforeItIsNeeded() throws IOException {
        Path keys = file("sops/age/keys.txt", secret(this.identity));
        try (Connection connection = this.provider.connect(settings())) {
            connection.prepare();
            Files.delete(keys);
            assertThat(connection.unwrap(this.wrapped, this.masterKey)).isEqualTo(this.dataKey);
        }
    }

    @Test
    void prepareWhenKeysFileIsSpoiledLeavesItToUnwrappingToSaySo() throws IOException {
        file("sops/age/keys.txt", "spoiled");
        try (Connection connection = this.provider.connect(settings())) {
            connection.prepare();
            assertThat(catchThrowableOfType(
                            SecretsException.class, () -> connection.unwrap(this.wrapped, this.masterKey)))
                    .hasMessageContaining("keys.txt");
        }
    }

    @Test
    void prepareWhenACommandIsSetDoesNotStartIt() {
        Path started = this.directory.resolve("started");
        this.environment.put("SOPS_AGE_KEY_CMD", "touch " + started);
        try (Connection connection = this.provider.connect(settings())) {
            connection.prepare();
        }
        assertThat(started).doesNotExist();
    }

    @Test
    void unwrapWhenPropertyNamesFilesReadsAllOfThem() throws IOException {
        Path one = file("one.txt", secret(AgeIdentity.generate()));
        Path two = file("two.txt", secret(this.identity));
        assertThat(unwrap(properties(
                        Map.of("age.identity-files", one + ", " + two + ",", "age.use-default-keys-file", "false"))))
                .isEqualTo(this.dataKey);
    }

    @Test
    void unwrapWhenPropertiesSwitchTheDefaultKeysFileOffDoesNotLookThere() {
        SecretsException ex = refused(properties(Map.of("age.use-default-keys-file", "false")));
        assertThat(ex).hasMessage("no age identity was found; looked at secrets-bridge.age.identity-files (not set)");
        assertThat(ex.action()).contains("secrets-bridge.age.identity-files");
    }

    @Test
    void unwrapWhenPropertiesSayNothingLooksAtTheDefaultKeysFile() {
        KeySettings settings = properties(Map.of());
        SourceResult last = IdentitySources.of(settings)
                .places(AgeRecipient.parse(this.identity.recipient()))
                .get(0)
                .get()
                .get(1);
        assertThat(last.source()).isEqualTo(AgeKeysFile.defaultPath(settings).toString());
    }

    @Test
    void unwrapWhenPropertyNamesADirectorySaysSo() {
        SecretsException ex = refused(properties(
                Map.of("age.identity-files", this.directory.toString(), "age.use-default-keys-file", "false")));
        assertThat(ex).hasMessageContaining(this.directory + " (it is a directory)");
    }

    // ---- recipients

    @Test
    void parseWhenRecipientIsX25519KeepsItWithoutSpaceAround() {
        assertThat(this.provider.describe(this.provider.parse(" " + this.identity.recipient() + "\n")))
                .isEqualTo(this.identity.recipient());
        assertThat(this.provider.parse(this.identity.recipient()).fields().entries())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "age",
                "age1",
                "age1qqqq",
                "AGE1QL3Z7HJY54PW3HYWW5AYYFG7ZQGVC7W3J2ELW8ZMRJ2KG5SFN9AQMCAC8P",
                "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q",
                "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p,",
                "ssh-ed25519",
                "ssh-rsa \u001b[2J",
                "85D77543B3D624B63CEA9E6DBC17301B491B3F21"
            })
    void parseWhenTextIsNoRecipientRefuses(String text) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> this.provider.parse(text));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex.action()).isNotEmpty();
    }

    @Test
    void parseWhenTextIsAnIdentityRefusesWithoutShowingIt() {
        String secret = secret(this.identity);
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> this.provider.parse(secret));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex).hasMessageContaining("identity stands where a recipient is due");
        assertThat(ex.getMessage() + ex.action()).doesNotContain(secret.substring(20));
    }

    @Test
    void unwrapWhenMetadataNamesNoRecipientRefuses() {
        MasterKey nameless = new MasterKey("age", MapNode.of(new MapNode.Entry("recipient", ValueNode.string(""))));
        try (Connection connection = this.provider.connect(settings())) {
            SecretsException ex =
                    catchThrowableOfType(SecretsException.class, () -> connection.unwrap(this.wrapped, nameless));
            assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        }
    }
}
