package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that ten releases of {@code sops} from 3.4.0 to 3.13.1 sealed; {@code src/test/fixtures/make-old} made them, and says what each
 * is.
 */
class OldFilesTests {

    private static final Path OLD = directory();

    private final SecretFiles files = SecretFiles.of(
            KeyRing.create(
                    Fixtures.keys("first"),
                    List.<MasterKeyProvider>of(new AgeProvider(), new RecordedKeys(text(OLD.resolve("datakeys.txt"))))),
            Clock.systemUTC());

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(OldFilesTests.class.getResource("/io/secretsbridge/sops/old"))
                    .toURI());
        } catch (URISyntaxException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @AfterEach
    void close() {
        this.files.close();
    }

    static Stream<String> sealed() throws IOException {
        try (Stream<Path> all = Files.walk(OLD)) {
            return all
                    .map((file) -> OLD.relativize(file).toString())
                    .filter((name) -> name.contains(".enc."))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<String> set() throws IOException {
        return sealed().filter((name) -> Files.exists(OLD.resolve(name.replace(".enc.", ".set."))));
    }

    @Test
    void sealedHoldsEveryFormatOfEveryRelease() throws IOException {
        assertThat(sealed().map((name) -> name.substring(0, name.indexOf('/'))).distinct())
                .containsExactlyInAnyOrder(
                        "3.4.0", "3.5.0", "3.6.1", "3.7.3", "3.8.1", "3.9.0", "3.10.2", "3.11.0", "3.12.1", "3.13.1");
        assertThat(sealed().filter((name) -> name.contains("everything"))).hasSize(50);
        assertThat(sealed().filter((name) -> name.contains("groups"))).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void openWhenSealedByAnOldReleaseGivesWhatSopsDecrypts(String name) {
        Format format = Format.ofFileName(name);
        try (OpenedFile file = this.files.open(source(name), format)) {
            assertThat(this.files.plain(file.branches(), format))
                    .asString(StandardCharsets.ISO_8859_1)
                    .isEqualTo(new String(bytes(name.replace(".enc.", ".")), StandardCharsets.ISO_8859_1));
        }
    }

    /** The sealed values stay, and the metadata become what sops makes of them. */
    @ParameterizedTest
    @MethodSource("set")
    void resealWhenSealedByAnOldReleaseWritesWhatSopsWrites(String name) {
        Format format = Format.ofFileName(name);
        try (OpenedFile file = this.files.open(source(name), format)) {
            String ours = new String(this.files.reseal(file, file.branches(), format), StandardCharsets.UTF_8);
            assertThat(withoutMac(ours)).isEqualTo(withoutMac(text(OLD.resolve(name.replace(".enc.", ".set.")))));
        }
    }

    /** Keys that are not served here, as the releases wrote them. */
    @ParameterizedTest
    @MethodSource("kinds")
    void resealWhenKeysAreNotServedKeepsThem(String kind, String entry, String written) {
        String old = text(OLD.resolve("3.9.0/everything.enc.json"))
                .replace("\"" + kind + "\": null,", "")
                .replace("\"age\": [", "\"" + kind + "\": [" + entry + "],\n\"age\": [");
        assertThat(old).contains(entry);
        Source source = Source.of("old.json", old.getBytes(StandardCharsets.UTF_8));
        try (OpenedFile file = this.files.open(source, Format.JSON)) {
            String ours = new String(this.files.reseal(file, file.branches(), Format.JSON), StandardCharsets.UTF_8);
            assertThat(ours.replaceAll("\\s+", ""))
                    .contains("\"" + kind + "\":[" + written.replaceAll("\\s+", "") + "]");
        }
    }

    static Stream<Arguments> kinds() {
        String arn = "\"arn\": \"arn:aws:kms:us-east-1:656532927350:key/920aff2e\"";
        String time = "\"created_at\": \"2017-10-04T19:33:21Z\"";
        String context = "\"context\": {\"App\": \"a\", \"Role\": \"r\"}, ";
        String role = "\"role\": \"arn:aws:iam::927034868273:role/sops-dev\"";
        return Stream.of(
                // 3.0 to 3.2 knew no profiles.
                Arguments.of(
                        "kms",
                        "{" + arn + ", " + time + ", \"enc\": \"CiC/abc=\"}",
                        "{" + arn + ", \"aws_profile\": \"\", " + time + ", \"enc\": \"CiC/abc=\"}"),
                Arguments.of(
                        "kms",
                        "{" + arn + ", " + role + ", " + context + time
                                + ", \"enc\": \"CiC/abc=\", \"aws_profile\": \"dev\"}",
                        "{" + arn + ", \"aws_profile\": \"dev\", " + context + time + ", \"enc\": \"CiC/abc=\", " + role
                                + "}"),
                same("gcp_kms", "{" + time + ", \"enc\": \"CiQA==\", \"resource_id\": \"projects/p/locations/l\"}"),
                same(
                        "azure_kv",
                        "{" + time
                                + ", \"enc\": \"ab-_\", \"name\": \"n\", \"vault_url\": \"https://v\", \"version\": \"1\"}"),
                same(
                        "hc_vault",
                        "{" + time + ", \"enc\": \"vault:v1:a=\", \"engine_path\": \"p/q\", \"key_name\": \"k\", "
                                + "\"vault_address\": \"https://v:8200\"}"),
                same("hckms", "{" + time + ", \"enc\": \"x\", \"key_id\": \"region:uuid\"}"),
                same("pgp", "{" + time + ", \"enc\": \"-----BEGIN PGP MESSAGE-----\\n\\nx\\n=y\", \"fp\": \"F\"}"),
                same("acme_kms", "{\"Anything\": {\"a\": [1, null]}, \"enc\": \"x\"}"));
    }

    private static Arguments same(String kind, String entry) {
        return Arguments.of(kind, entry, entry);
    }

    private static Source source(String name) {
        return Source.of(name, bytes(name));
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(OLD.resolve(name));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static String text(Path file) {
        return new String(bytes(OLD.relativize(file).toString()), StandardCharsets.UTF_8);
    }

    private static String withoutMac(String text) {
        return text.replaceAll("(?m)(lastmodified\"? *[:=] *\"?)[-0-9]+T[:0-9]+Z", "$1")
                .replaceAll("(?m)((\\b|_)mac\"? *[:=] *\"?)ENC\\[[^]]*\\]", "$1");
    }
}
