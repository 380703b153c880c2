package io.secretsbridge.pgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A home directory that the real gpg 2.2.40 made, read without gpg. */
class GnupgHomeTests {

    private static final String CONTENT = "01234567890123456789012345678901";

    private static final String ANY = "0123456789ABCDEF";

    @TempDir
    Path home;

    private final MasterKeyProvider provider = new PgpProvider();

    @BeforeEach
    void copyHome() throws IOException, URISyntaxException {
        Path recorded = Path.of(Objects.requireNonNull(GnupgHomeTests.class.getResource("gnupg"))
                .toURI());
        try (Stream<Path> files = Files.walk(recorded)) {
            for (Path file : files.toList()) {
                Path copy = this.home.resolve(recorded.relativize(file).toString());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, copy);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
                } else {
                    Files.createDirectories(copy);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "curve", "nist", "elg"})
    void unwrapWhenAgentHasKeyWithoutPassphraseReadsIt(String name) throws IOException {
        assertThat(unwrap(settings(), message(name))).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lockedrsa", "locked"})
    void unwrapWhenAgentHasKeyWithPassphraseAsks(String name) throws IOException {
        assertThat(unwrap(settings().withPrompt((question) -> "pw".toCharArray()), message(name)))
                .isEqualTo(CONTENT);
        assertThat(failure(settings().withPrompt((question) -> "pW".toCharArray()), message(name)))
                .contains("does not open with this passphrase");
        assertThat(failure(settings(), message(name))).contains("there is nobody to ask for it");
    }

    @ParameterizedTest
    @CsvSource({
        "564A4A49CAF2D1528BA17D8EE640D4AC0F1BE723",
        "AB69FE49E26B1FE1DEAAEF55D5E3107DE6804F8C",
        "DECD075AD04C9658107458079E6FC4B4ABD7AA1A",
        "A4FEE312D323F86E5C5A0B6EC445F9B0AA6DD778"
    })
    void wrapWhenKeyIsInKeyBoxFindsItBehindTheDeletedOne(String fingerprint) {
        String wrapped;
        try (DataKey key = DataKey.copyOf(CONTENT.getBytes(StandardCharsets.US_ASCII));
                MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            wrapped = connection.wrap(key, this.provider.parse(fingerprint));
        }
        assertThat(unwrap(settings(), wrapped)).isEqualTo(CONTENT);
    }

    @Test
    void unwrapWhenKeyBoxIsCutOffSaysSo() throws IOException {
        Path box = this.home.resolve("pubring.kbx");
        byte[] whole = Files.readAllBytes(box);
        for (int length : List.of(3, 40, whole.length - 1)) {
            Files.write(box, Arrays.copyOf(whole, length));
            assertThat(failure(settings(), message("curve")))
                    .contains("pubring.kbx (it holds no PGP key that can be read)");
        }
    }

    @Test
    void unwrapWhenOneBlobIsDamagedReadsTheOthers() throws IOException {
        Path box = this.home.resolve("pubring.kbx");
        byte[] content = Files.readAllBytes(box);
        int second = readInt(content, 0);
        content[second + 200] ^= 1;
        Files.write(box, content);
        assertThat(unwrap(settings(), message("nist"))).isEqualTo(CONTENT);
    }

    private static int readInt(byte[] content, int at) {
        return ByteBuffer.wrap(content).getInt(at);
    }

    @Test
    void unwrapWhenFilesOfAgentAreDamagedOrForeignIsNotDisturbed() throws IOException {
        Path keys = this.home.resolve("private-keys-v1.d");
        Files.writeString(keys.resolve("0.key"), "(");
        Files.writeString(keys.resolve("1.key"), "Key: (shadowed-private-key (rsa (n #00#)(e #03#)))");
        Files.writeString(keys.resolve("2.key"), "\u0000\u0001".repeat(10));
        assertThat(unwrap(settings(), message("curve"))).isEqualTo(CONTENT);
        try (Stream<Path> files = Files.list(keys)) {
            for (Path file : files.toList()) {
                Files.writeString(
                        file,
                        Files.readString(file, StandardCharsets.ISO_8859_1).substring(0, 1));
            }
        }
        assertThat(failure(settings(), message("curve"))).contains("no secret key was found for the key");
    }

    @Test
    void unwrapWhenHomeIsMissingSaysSo() throws IOException {
        Path missing = this.home.resolve("missing");
        assertThat(failure(KeySettings.ofEnvironment(Map.of("GNUPGHOME", missing.toString())), message("curve")))
                .endsWith("; looked at " + missing + " (no keys there)");
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(Map.of("GNUPGHOME", this.home.toString()));
    }

    private String message(String name) throws IOException {
        return Files.readString(this.home.resolve("messages").resolve(name + ".asc"));
    }

    private String unwrap(KeySettings settings, String message) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey key = connection.unwrap(message, this.provider.parse(ANY))) {
            return new String(key.exposeBytes(), StandardCharsets.US_ASCII);
        }
    }

    private String failure(KeySettings settings, String message) {
        MasterKey key = this.provider.parse(ANY);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            return catchThrowableOfType(SecretsException.class, () -> connection.unwrap(message, key))
                    .problem();
        }
    }
}
