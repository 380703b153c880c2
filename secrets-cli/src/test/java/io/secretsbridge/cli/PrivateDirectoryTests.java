package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTests {

    private final List<String> warnings = new ArrayList<>();

    private PrivateDirectory create(Map<String, String> environment) {
        return PrivateDirectory.create(environment, this.warnings::add);
    }

    @Test
    void writeMakesAFileThatOnlyItsOwnerReads() throws IOException {
        try (PrivateDirectory directory = create(Map.of())) {
            Path file = directory.write("secrets.yaml", new byte[] {1, 2, 3});
            assertThat(file).hasFileName("secrets.yaml").hasBinaryContent(new byte[] {1, 2, 3});
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(file.getParent())).isEqualTo("rwx------");
        }
    }

    @Test
    void closeDeletesWhateverAnEditorLeft(@TempDir Path elsewhere) throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("outside"), "stays");
        Path parent;
        try (PrivateDirectory directory = create(Map.of())) {
            parent = directory.write("file", new byte[] {1}).getParent();
            Files.writeString(parent.resolve("file~"), "backup");
            Path nested = Files.createDirectories(parent.resolve(".undo/deep"));
            Path readOnly = Files.writeString(nested.resolve("read-only"), "backup");
            Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r--------"));
            Files.createSymbolicLink(parent.resolve("link"), outside);
        }
        assertThat(parent).doesNotExist();
        assertThat(outside).hasContent("stays");
        assertThat(this.warnings).isEmpty();
    }

    @Test
    void closeOverwritesWhatAnotherNameStillLeadsTo(@TempDir Path elsewhere) throws IOException {
        // A hard link shows what was in the file when it was deleted.
        Path witness = elsewhere.resolve("witness");
        try (PrivateDirectory directory = create(Map.of("TMPDIR", elsewhere.toString(), "XDG_RUNTIME_DIR", "none"))) {
            Path file = directory.write("file", new byte[100_000]);
            Files.write(file, "secret".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
            Path same = file.resolveSibling("witness");
            Files.createLink(same, file);
            witness = Files.getFileStore(file).equals(Files.getFileStore(elsewhere))
                    ? Files.createLink(witness, file)
                    : Files.createLink(file.getParent().resolveSibling("witness-" + System.nanoTime()), file);
        }
        try {
            assertThat(witness).hasBinaryContent(new byte[120_000]);
        } finally {
            Files.delete(witness);
        }
    }

    @Test
    void closeWhenItIsGoneAlreadySaysNothing() throws IOException {
        try (PrivateDirectory directory = create(Map.of())) {
            Path file = directory.write("file", new byte[1]);
            Files.delete(file);
            Files.delete(file.getParent());
        }
        assertThat(this.warnings).isEmpty();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
