package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that {@code interop/run sops} once failed on, as the real {@code sops} sealed and opened them: {@code make-seeds} made them. */
class SeedFixturesTests {

    private final SecretFiles files = SecretFiles.create(Fixtures.keys("first"));

    @AfterEach
    void close() {
        this.files.close();
    }

    static Stream<Path> seeds() throws IOException, URISyntaxException {
        Path all = Path.of(Objects.requireNonNull(SeedFixturesTests.class.getResource("/io/secretsbridge/sops/seeds"))
                .toURI());
        try (Stream<Path> seeds = Files.list(all)) {
            return seeds.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void openAndSealWhenItOnceFailedDoesWhatSopsDoes(Path seed) throws IOException {
        Path plain = find(seed, "plain.");
        Format format = Format.ofFileName(plain.toString());
        SopsConfig config = SopsConfig.read(seed.resolve("rules.yaml"));
        SealRequest request = config.creationRules().find(plain).orElseThrow().toRequest(this.files.keyRing());
        SecretFiles laidOut = this.files.withStoreOptions(config.storeOptions());
        Path sealed = find(seed, "sealed.");
        try (OpenedFile opened = laidOut.open(Source.read(sealed), format)) {
            assertThat(laidOut.plain(opened.branches(), format)).asString().isEqualTo(text(find(seed, "opened.")));
        }
        byte[] ours = laidOut.seal(Source.read(plain), format, format, request);
        assertThat(layout(new String(ours, StandardCharsets.UTF_8))).isEqualTo(layout(text(sealed)));
        Path other = seed.resolve("other.yaml");
        if (Files.exists(other)) {
            byte[] converted = laidOut.seal(Source.read(plain), format, Format.YAML, request);
            assertThat(layout(new String(converted, StandardCharsets.UTF_8))).isEqualTo(layout(text(other)));
        }
    }

    /** Without what is random. */
    private static String layout(String sealed) {
        return sealed.replaceAll("(data|iv|tag):[A-Za-z0-9+/=]+", "$1:")
                .replaceAll("(?s)(BEGIN AGE ENCRYPTED FILE-----).*?(-----END)", "$1$2")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME");
    }

    private static Path find(Path seed, String start) throws IOException {
        try (Stream<Path> all = Files.list(seed)) {
            return all.filter((file) -> file.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
