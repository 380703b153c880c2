package io.secretsbridge.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretDetectorTests {

    /** Put together here, so that no file of this repository holds what scanners look for. */
    private static final Map<String, String> MADE_VALUES = Map.of(
            "github-token", "ghs_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R",
            "gitlab-token", "glcbt-64_" + "abcDEF123ghiJKL456mn",
            "aws-key-id", "ASIA" + "QWERTYUIOP234567",
            "jwt", jwt("RS256"));

    private static String jwt(String algorithm) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        Function<String, String> encode = (text) -> encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return encode.apply("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "."
                + encode.apply("{\"sub\":\"1234567890\",\"name\":\"Jane\"}") + "."
                + encode.apply("signature-signature");
    }

    private static String pem(String label) {
        return "-----BEGIN " + label + "-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n".repeat(3)
                + "-----END " + label + "-----\n";
    }

    private static List<String> lines(String resource) {
        try (InputStream stream = SecretDetectorTests.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter((line) -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Arguments nameAndValue(String line) {
        int sign = line.indexOf('=');
        return Arguments.of(line.substring(0, sign), line.substring(sign + 1));
    }

    private static Optional<Finding> inspect(String name, String value) {
        return SecretDetector.inspect(name, value, Surroundings.UNKNOWN);
    }

    private static Set<String> actionable(String name, String value, Surroundings surroundings) {
        return SecretDetector.inspect(name, value, surroundings)
                .filter((finding) -> finding.confidence().isActionable())
                .map((finding) -> name + ": " + finding)
                .stream()
                .collect(Collectors.toSet());
    }

    @Nested
    class Names {

        static Stream<Arguments> notSecret() {
            return lines("names-that-are-no-secret.txt").stream().map(SecretDetectorTests::nameAndValue);
        }

        static Stream<Arguments> secret() {
            return lines("names-that-are-secrets.txt").stream().map(SecretDetectorTests::nameAndValue);
        }

        @ParameterizedTest(name = "{0}={1}")
        @MethodSource("notSecret")
        void inspectWhenOrdinaryNameFindsNothing(String name, String value) {
            assertThat(inspect(name, value)).isEmpty();
        }

        @ParameterizedTest(name = "{0}={1}")
        @MethodSource("secret")
        void inspectWhenSecretFindsItWithoutShowingIt(String name, String value) {
            assertThat(inspect(name, value)).hasValueSatisfying((finding) -> {
                assertThat(finding.confidence().isActionable()).isTrue();
                assertThat(finding.toString()).doesNotContain("hunter2").doesNotContain("tiger");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DB_PASSWORD",
                    "spring.datasource.password",
                    "CLIENTSECRET",
                    "apiKey",
                    "SOPS_AGE_KEY",
                    "DB_PASS"
                })
        void inspectNameWhenSecretFindsIt(String name) {
            assertThat(SecretDetector.inspectName(name)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"DB_PASSWORD_FILE", "PWD", "SECRET_NAME", "MONKEY", "TOKENIZER", "", "_", "123", "=", "äöü"})
        void inspectNameWhenOrdinaryFindsNothing(String name) {
            assertThat(SecretDetector.inspectName(name)).isEmpty();
        }

        @Test
        void inspectWhenAccessKeyIdGivesHint() {
            assertThat(inspect("AWS_ACCESS_KEY_ID", MADE_VALUES.get("aws-key-id")))
                    .hasValueSatisfying(
                            (finding) -> assertThat(finding.confidence()).isEqualTo(Confidence.LOW));
            assertThat(inspect("SOMETHING", MADE_VALUES.get("aws-key-id")))
                    .hasValueSatisfying(
                            (finding) -> assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM));
        }

        @Test
        void inspectWhenNamePassesAndValueIsSecretFindsIt() {
            assertThat(inspect("GOOGLE_APPLICATION_CREDENTIALS", "{\"private_key\":\"" + pem("PRIVATE KEY") + "\"}"))
                    .isPresent();
            assertThat(inspect("NEXT_PUBLIC_KEY", "sk_live_" + "0a1B2c3D4e5F6g7H8i9J"))
                    .isPresent();
            assertThat(inspect("TOKEN_PORT", "tcp://u:hunter2@host:80")).isPresent();
        }

        @Test
        void inspectWhenPathExistsIsNoSecretOnlyInProcess(@TempDir Path temporary) throws IOException {
            String path = Files.createFile(temporary.resolve("password")).toString();
            assertThat(inspect("DB_PASSWORD", path)).isPresent();
            Surroundings process = Surroundings.ofProcess(Set.of());
            assertThat(SecretDetector.inspect("DB_PASSWORD", path, process)).isEmpty();
            assertThat(SecretDetector.inspect("DB_PASSWORD", path + "X", process))
                    .isPresent();
            assertThat(SecretDetector.inspect("DB_PASSWORD", "/\0", process)).isPresent();
        }

        @Test
        void inspectWhenPlatformCredentialLooksAtThePlatform() {
            String token = MADE_VALUES.get("github-token");
            assertThat(inspect("GITHUB_TOKEN", token)).isPresent();
            assertThat(SecretDetector.inspect("GITHUB_TOKEN", token, Surroundings.ofProcess(Set.of("CI"))))
                    .isEmpty();
            assertThat(SecretDetector.inspect("OTHER_TOKEN", token, Surroundings.ofProcess(Set.of("CI"))))
                    .isPresent();
            assertThat(SecretDetector.inspect("AWS_SECRET_ACCESS_KEY", "x1y2z3", Surroundings.ofProcess(Set.of("CI"))))
                    .isPresent();
        }
    }

    @Nested
    class Environments {

        static Stream<String> files() throws Exception {
            Path directory = Path.of(
                    SecretDetectorTests.class.getResource("environments").toURI());
            try (Stream<Path> files = Files.list(directory)) {
                return files.map((file) -> file.getFileName().toString()).sorted().toList().stream();
            }
        }

        @ParameterizedTest
        @MethodSource("files")
        void inspectWhenWholeOrdinaryEnvironmentFindsNothing(String file) {
            Map<String, String> environment = new LinkedHashMap<>();
            for (String line : lines("environments/" + file)) {
                int sign = line.indexOf('=');
                String value = line.substring(sign + 1);
                for (Map.Entry<String, String> made : MADE_VALUES.entrySet()) {
                    value = value.replace("@" + made.getKey() + "@", made.getValue());
                }
                environment.put(line.substring(0, sign), value);
            }
            assertThat(environment).hasSizeGreaterThan(5);
            Surroundings surroundings = Surroundings.ofProcess(environment.keySet());
            assertThat(environment)
                    .allSatisfy((name, value) ->
                            assertThat(actionable(name, value, surroundings)).isEmpty());
        }
    }

    @Nested
    class Values {

        static Stream<String> tokens() {
            return Stream.of(
                    "ghp_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R",
                    "github_pat_"
                            + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R0123456789",
                    "glpat-" + "0a1B2c3D4e5F6g7H8i9J",
                    "xoxb-" + "123456789012-123456789012-0a1B2c3D4e5F",
                    "https://hooks.slack.com/services/" + "T0A1B2C3D/B0A1B2C3D/0a1B2c3D4e5F6g7H8i9J",
                    "sk_live_" + "0a1B2c3D4e5F6g7H8i9J",
                    "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
                    "hvs." + "CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY",
                    "AIza" + "SyB0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P",
                    "abc8Q~" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P",
                    "0a1B2c3D4e5F6g.atlasv1." + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P",
                    "sk-" + "0a1B2c3D4e5F6g7H8i9J" + "T3BlbkFJ" + "0a1B2c3D4e5F6g7H8i9J",
                    "sk-ant-api03-" + "0a1B2c3D4e5F6g7H8i9J".repeat(5) + "AA",
                    "hf_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH",
                    "npm_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R",
                    "pypi-AgEIcHlwaS5vcmc" + "0a1B2c3D4e5F6g7H8i9J".repeat(3),
                    "SG." + "0a1B2c3D4e5F6g7H8i9J0k" + "." + "0a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J012",
                    "dop_v1_" + "0123456789abcdef".repeat(4),
                    "dapi" + "0123456789abcdef".repeat(2),
                    "shpat_" + "0123456789abcdef".repeat(2),
                    "sha256~" + "0a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J012",
                    jwt("HS256"),
                    pem("PRIVATE KEY"),
                    pem("RSA PRIVATE KEY"),
                    pem("OPENSSH PRIVATE KEY"),
                    pem("ENCRYPTED PRIVATE KEY"),
                    pem("PGP PRIVATE KEY BLOCK"),
                    pem("EC PRIVATE KEY").replace("\n", "\\n"));
        }

        @ParameterizedTest
        @MethodSource("tokens")
        void inspectTextWhenTokenFindsItAloneAndInText(String token) {
            assertThat(SecretDetector.inspectText(token))
                    .isNotEmpty()
                    .allSatisfy((finding) -> assertThat(finding.toString()).doesNotContain(token));
            assertThat(SecretDetector.inspectText("before \"" + token + "\", after"))
                    .isNotEmpty();
            assertThat(inspect("X", token)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                    "AKIAIOSFODNN7EXAMPLE",
                    "Qghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R",
                    "ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7",
                    "-----BEGIN PUBLIC KEY-----",
                    "Files start with -----BEGIN PRIVATE KEY----- and end with -----END PRIVATE KEY-----",
                    "postgres://user@host/db",
                    "postgres://user:@host/db",
                    "postgres://user:${DB_PASSWORD}@host/db",
                    "postgres://user:<password>@host/db",
                    "https://host:8443/path@2",
                    "https://host/?to=a:b@c",
                    "jdbc:oracle:thin:@//db:1521/xe",
                    "jdbc:postgresql://db/app?user=a&password=${PASSWORD}",
                    "Server=db;Integrated Security=true;",
                    "-Dserver.port=8080 -Dkey.size=2048",
                    "{\"server\":{\"port\":8080},\"tokenUri\":\"https://x\"}",
                    "{\"password\":\"\"}",
                    "{\"password\":\"ENC[AES256_GCM,data:x]\"}",
                    "{",
                    "{\"password",
                    "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
                    "arn:aws:iam::111122223333:role/token",
                })
        void inspectTextWhenOrdinaryFindsNothing(String text) {
            assertThat(SecretDetector.inspectText(text)).isEmpty();
        }

        @Test
        void inspectTextReturnsEachPlaceInOrder() {
            String token = MADE_VALUES.get("github-token");
            String text = "a=" + token + "\nb=redis://:hunter2@host\nc=" + token + "\npassword=x9\n";
            List<Finding> findings = SecretDetector.inspectText(text);
            assertThat(findings)
                    .extracting(Finding::rule)
                    .containsExactly(
                            "value.github-token", "value.url-password", "value.github-token", "value.assignment");
            assertThat(findings)
                    .extracting(Finding::offset)
                    .isSorted()
                    .element(0)
                    .isEqualTo(2);
        }

        @Test
        void inspectWhenJsonNamesTheParentFindsIt() {
            assertThat(inspect("CONFIG", "{\"signing\":{\"key\":\"abc\"},\"a\":[\"b\",{\"c\":1}]}"))
                    .hasValueSatisfying(
                            (finding) -> assertThat(finding.reason()).contains("signing key"));
        }
    }

    @Nested
    class Time {

        /** Texts on which a pattern that goes back and forth would need hours. */
        static Stream<String> hostile() {
            return Stream.of(
                            "a",
                            "=",
                            "a=",
                            "pwd=${",
                            "password=(",
                            "://",
                            "://a:",
                            "://a:b@",
                            "jdbc:oracle:",
                            "-----BEGIN ",
                            "-----BEGIN PRIVATE KEY-----",
                            "eyJ",
                            "eyJ.",
                            "eyJhbGciOiJIUzI1NiJ9.",
                            "xoxb-",
                            "AKIA",
                            "sk_live_",
                            "Q~",
                            "{",
                            "{\"",
                            "{\"password\":\"",
                            "{\"password\":\"x\",",
                            "\\\"",
                            "PuTTY-User-Key-File-",
                            "AAAAAAAAA_",
                            "aB")
                    .map((part) -> part.repeat((1 << 20) / part.length()));
        }

        @ParameterizedTest
        @MethodSource("hostile")
        @Timeout(120)
        void inspectTextWhenMebibyteOfHostileTextIsQuick(String text) {
            long start = System.nanoTime();
            SecretDetector.inspectText(text);
            inspect("X", text);
            inspect(text, "x");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }
}
