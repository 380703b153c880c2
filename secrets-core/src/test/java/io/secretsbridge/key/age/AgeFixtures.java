package io.secretsbridge.key.age;

import io.secretsbridge.key.DataKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** What {@code src/test/fixtures/make-age} made with the real {@code age} and {@code ssh-keygen}. */
final class AgeFixtures {

    static final String PASSPHRASE = "correct horse";

    private AgeFixtures() {}

    /** What the fixtures seal: the bytes 0 to 31. */
    static DataKey dataKey() {
        byte[] bytes = new byte[DataKey.LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return DataKey.copyOf(bytes);
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String name) {
        try (InputStream in = AgeFixtures.class.getResourceAsStream("fixtures/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Lays a fixture out as a file that only its owner can read. */
    static Path copy(String name, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.write(to, bytes(name));
        return Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }
}
