package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.cli.AtomicFile.NewFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTests {

    private static final byte[] CONTENT = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private static void write(Path file) {
        AtomicFile.write(file, CONTENT, NewFile.PRIVATE);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assertNothingElseIsThere(String... names) throws IOException {
        try (var files = Files.list(this.directory)) {
            assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rwxr-x--x", "rw-rw-rw-"})
    void writeWhenFileExistsKeepsItsMode(String mode) throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        write(file);
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo(mode);
        assertNothingElseIsThere("file");
    }

    @Test
    void writeWhenFileIsPrivateAndNewLetsOnlyTheOwnerRead() throws IOException {
        Path file = this.directory.resolve("file");
        write(file);
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void writeWhenFileIsOrdinaryAndNewFollowsTheUmask() throws IOException {
        Path file = this.directory.resolve("file");
        AtomicFile.write(file, CONTENT, NewFile.ORDINARY);
        Path other = Files.createFile(this.directory.resolve("other"));
        assertThat(mode(file)).isEqualTo(mode(other));
    }

    @Test
    void writeWhenFileIsALinkReplacesWhatItLeadsTo() throws IOException {
        Path elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
        Path target = Files.writeString(elsewhere.resolve("target"), "old");
        Path second = Files.createSymbolicLink(this.directory.resolve("second"), Path.of("elsewhere/target"));
        Path first = Files.createSymbolicLink(this.directory.resolve("first"), second);
        write(first);
        assertThat(target).hasContent("new");
        assertThat(first).isSymbolicLink();
        assertThat(second).isSymbolicLink();
        assertNothingElseIsThere("first", "second", "elsewhere");
    }

    @Test
    void writeWhenLinkDanglesCreatesWhatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("target"));
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(this.directory.resolve("target")).hasContent("new");
    }

    @Test
    void writeWhenLinksGoInACircleFails() throws IOException {
        Path first = Files.createSymbolicLink(this.directory.resolve("first"), Path.of("second"));
        Files.createSymbolicLink(this.directory.resolve("second"), Path.of("first"));
        assertUnwritable(first, "too many symbolic links");
    }

    @Test
    void writeWhenFileIsAPipeWritesThroughIt() throws Exception {
        Path pipe = this.directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException ex) {
                return ex.toString();
            }
        });
        write(pipe);
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("new");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void writeWhenFileIsADirectoryFails() throws IOException {
        assertUnwritable(Files.createDirectory(this.directory.resolve("sub")), "it is a directory");
    }

    @Test
    void writeWhenDirectoryIsMissingFails() {
        assertUnwritable(this.directory.resolve("none/file"), "its directory does not exist");
    }

    @Test
    void writeWhenParentIsAFileFails() throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "old");
        assertUnwritable(file.resolve("below"), "cannot be written");
        assertThat(file).hasContent("old");
    }

    @Test
    void writeWhenContentIsLargeWritesAllOfIt() {
        Path file = this.directory.resolve("file");
        byte[] large = new byte[3_000_000];
        large[large.length - 1] = 1;
        AtomicFile.write(file, large, NewFile.PRIVATE);
        assertThat(file).hasBinaryContent(large);
    }

    private static void assertUnwritable(Path file, String problem) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> write(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(problem)
                .satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.UNWRITABLE));
    }
}
