package io.secretsbridge.benchmarks;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A folder with {@code plain.yaml}, the same sealed as {@code sealed.yaml}, and the age identity that opens it in
 * {@code keys.txt}.
 */
public final class SealedFixture {

    private static final String KEYS_FILE = "keys.txt";

    private static final int VALUES_PER_SECTION = 10;

    private static final int VALUE_BYTES = 16;

    private final Path folder;

    private final String recipient;

    private SealedFixture(Path folder, String recipient) {
        this.folder = folder;
        this.recipient = recipient;
    }

    /**
     * Makes a fixture: {@code SealedFixture FOLDER VALUES}.
     *
     * @param args the folder, which exists, and the number of values
     * @throws IOException when a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        create(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    static SealedFixture create(Path folder, int values) throws IOException {
        String recipient = AgeKeysFile.create(folder.resolve(KEYS_FILE));
        SealedFixture fixture = new SealedFixture(folder, recipient);
        byte[] plain = plain(values).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("plain.yaml"), plain);
        try (SecretFiles files = SecretFiles.create(fixture.settings())) {
            SealRequest request = SealRequest.to(List.of(files.keyRing().parse("age", recipient)));
            byte[] sealed = files.seal(Source.of("plain.yaml", plain), Format.YAML, Format.YAML, request);
            Files.write(folder.resolve("sealed.yaml"), sealed);
        }
        return fixture;
    }

    private static String plain(int values) {
        Random random = new Random(values);
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < values; i++) {
            if (i % VALUES_PER_SECTION == 0) {
                yaml.append("section-").append(i / VALUES_PER_SECTION).append(":\n");
            }
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            yaml.append("    key-").append(i % VALUES_PER_SECTION).append(": v");
            yaml.append(HexFormat.of().formatHex(value)).append('\n');
        }
        return yaml.toString();
    }

    String recipient() {
        return this.recipient;
    }

    KeySettings settings() {
        return KeySettings.ofEnvironment(
                Map.of("SOPS_AGE_KEY_FILE", this.folder.resolve(KEYS_FILE).toString()));
    }

    Source sealed() {
        return Source.read(this.folder.resolve("sealed.yaml"));
    }
}
