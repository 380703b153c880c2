package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class AgeKeysFileTests {

    @TempDir
    private Path directory;

    private static SecretsException failed(ThrowingCallable call) {
        return catchThrowableOfType(SecretsException.class, call);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path keysFile(String mode) throws IOException {
        Path file = this.directory.resolve("keys.txt");
        AgeKeysFile.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void createWhenNothingIsThereWritesWhatAgeKeygenWrites() throws IOException {
        Path file = this.directory.resolve("sops/age/keys.txt");
        String recipient = AgeKeysFile.create(file);
        assertThat(recipient).matches("age1[a-z0-9]{58}");
        assertThat(Files.readString(file))
                .matches("# created: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\n# public key: " + recipient
                        + "\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n");
        assertThat(AgeKeysFile.recipients(file)).containsExactly(recipient);
    }

    @Test
    void createWhenNothingIsThereLetsOnlyTheOwnerIn() throws IOException {
        Path file = this.directory.resolve("sops/age/keys.txt");
        AgeKeysFile.create(file);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.getParent())).isEqualTo("rwx------");
        assertThat(mode(file.getParent().getParent())).isEqualTo("rwx------");
    }

    @Test
    void createWhenDirectoryIsThereKeepsItsMode() throws IOException {
        Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        AgeKeysFile.create(this.directory.resolve("keys.txt"));
        assertThat(mode(this.directory)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void createWhenFileIsThereLeavesIt() throws IOException {
        Path file = keysFile("rw-------");
        String before = Files.readString(file);
        SecretsException ex = failed(() -> AgeKeysFile.create(file));
        assertThat(ex.reason()).isEqualTo(Reason.UNWRITABLE);
        assertThat(ex).hasMessageContaining(file.toString()).hasMessageContaining("already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void createWhenLinkIsThereDoesNotFollowIt() throws IOException {
        Path file = this.directory.resolve("keys.txt");
        Files.createSymbolicLink(file, this.directory.resolve("elsewhere"));
        assertThat(failed(() -> AgeKeysFile.create(file)).reason()).isEqualTo(Reason.UNWRITABLE);
        assertThat(this.directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void createWhenParentIsAFileSaysItCannotBeWritten() throws IOException {
        Path file = keysFile("rw-------");
        SecretsException ex = failed(() -> AgeKeysFile.create(file.resolve("keys.txt")));
        assertThat(ex.reason()).isEqualTo(Reason.UNWRITABLE);
    }

    @Test
    void recipientsWhenOthersCanReadTheFileRefuses() throws IOException {
        Path file = keysFile("rw-r--r--");
        SecretsException ex = failed(() -> AgeKeysFile.recipients(file));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(ex).hasMessage(file + ": every user of this machine can read it");
        assertThat(ex.action()).isEqualTo("Run: chmod 600 " + file);
    }

    @Test
    void recipientsWhenLinkLeadsToAFileThatOthersCanReadRefuses() throws IOException {
        Path link = Files.createSymbolicLink(this.directory.resolve("link"), keysFile("rw-r--r--"));
        assertThat(failed(() -> AgeKeysFile.recipients(link)).reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    }

    @Test
    void recipientsWhenGroupCanReadTheFileAccepts() throws IOException {
        assertThat(AgeKeysFile.recipients(keysFile("rw-r-----"))).hasSize(1);
    }

    @Test
    void readWhenFollowingSopsAcceptsAnyMode() throws IOException {
        assertThat(KeyFile.read(keysFile("rw-r--r--"), true)).isNotEmpty();
    }

    @Test
    void recipientsWhenKubeletMountedTheFileAcceptsAnyMode() throws IOException {
        Path generation = Files.createDirectories(this.directory.resolve("..2026_11_24_07_46_41.1/nested"));
        Files.move(keysFile("rw-r--r--"), generation.resolve("keys.txt"));
        Files.createSymbolicLink(this.directory.resolve("..data"), Path.of("..2026_11_24_07_46_41.1"));
        Files.createSymbolicLink(this.directory.resolve("nested"), Path.of("..data/nested"));
        assertThat(AgeKeysFile.recipients(this.directory.resolve("nested/keys.txt")))
                .hasSize(1);
    }

    @Test
    void recipientsWhenDirectoryOnlyLooksLikeAMountRefuses() throws IOException {
        Path generation = Files.createDirectories(this.directory.resolve("..2026"));
        Path file = Files.move(keysFile("rw-r--r--"), generation.resolve("keys.txt"));
        assertThat(failed(() -> AgeKeysFile.recipients(file)).reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        Files.createSymbolicLink(
                this.directory.resolve("..data"), Files.createDirectory(this.directory.resolve("..other")));
        assertThat(failed(() -> AgeKeysFile.recipients(file)).reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    }

    @Test
    void recipientsWhenFileIsMissingSaysSo() {
        SecretsException ex = failed(() -> AgeKeysFile.recipients(this.directory.resolve("none")));
        assertThat(ex.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(ex).hasMessageContaining("none: it does not exist");
    }

    @Test
    void recipientsWhenFileIsADirectorySaysSo() {
        SecretsException ex = failed(() -> AgeKeysFile.recipients(this.directory));
        assertThat(ex.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(ex).hasMessageContaining("it is a directory");
    }

    @Test
    void recipientsWhenFileIsHugeRefuses() throws IOException {
        Path file = keysFile("rw-------");
        Files.write(file, new byte[KeyFile.MAX_BYTES + 1]);
        assertThat(failed(() -> AgeKeysFile.recipients(file)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void recipientsWhenALineIsNoIdentityNamesFileAndLineButNotTheLine() throws IOException {
        Path file = keysFile("rw-------");
        Files.writeString(file, "# a comment\n\nhunter2\n");
        SecretsException ex = failed(() -> AgeKeysFile.recipients(file));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex).hasMessage(file + ": line 3 is no age identity");
        assertThat(ex.getMessage() + ex.action() + ex.getCause()).doesNotContain("hunter2");
    }

    @Test
    void defaultPathWhenOnEachPlatformIsWhereSopsLooks() {
        Map<String, String> home = Map.of("HOME", "/home/ann");
        Map<String, String> xdg = Map.of("HOME", "/home/ann", "XDG_CONFIG_HOME", "/xdg");
        assertThat(AgeKeysFile.defaultPath(home::get, "Linux", "/other"))
                .isEqualTo(Path.of("/home/ann/.config/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(xdg::get, "Linux", "/other")).isEqualTo(Path.of("/xdg/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(home::get, "Mac OS X", "/other"))
                .isEqualTo(Path.of("/home/ann/Library/Application Support/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(xdg::get, "Mac OS X", "/other"))
                .isEqualTo(Path.of("/xdg/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(Map.of("AppData", "/roaming")::get, "Windows 11", "/profile"))
                .isEqualTo(Path.of("/roaming/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(Map.<String, String>of()::get, "Windows 11", "/profile"))
                .isEqualTo(Path.of("/profile/AppData/Roaming/sops/age/keys.txt"));
        assertThat(AgeKeysFile.defaultPath(Map.of("XDG_CONFIG_HOME", "")::get, "Linux", "/other"))
                .isEqualTo(Path.of("/other/.config/sops/age/keys.txt"));
    }

    @Test
    void defaultPathWhenSettingsHaveAnEnvironmentTakesItsDirectory() {
        assertThat(AgeKeysFile.defaultPath(KeySettings.ofEnvironment(Map.of("XDG_CONFIG_HOME", "/xdg"))))
                .isEqualTo(Path.of("/xdg/sops/age/keys.txt"));
    }

    @Test
    void generateWhenCalledTwiceGivesDifferentKeys() {
        try (AgeIdentity one = AgeIdentity.generate();
                AgeIdentity other = AgeIdentity.generate()) {
            assertThat(List.of(one.recipient())).doesNotContain(other.recipient());
            assertThat(one.toString()).doesNotContain(new String(one.exposeText()));
        }
    }

    @Test
    void exposeTextWhenClosedRefuses() {
        AgeIdentity identity = AgeIdentity.generate();
        identity.close();
        assertThat(catchThrowableOfType(IllegalStateException.class, identity::exposeText))
                .isNotNull();
    }
}
