package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTests {

    @TempDir
    Path directory;

    @Test
    void openNamesValuesAsSpringDoes() throws IOException {
        try (Secrets secrets = Secrets.open(fixture("everything.enc.yaml"), Fixtures.keys("first"))) {
            assertThat(secrets.names())
                    .contains("title", "list[0]", "list[4].key", "list[5]", "map.deep.er.est.bottom", "nothing");
            assertThat(secrets.get("map.deep.er.est.bottom").exposeString()).isEqualTo("reached");
            assertThat(secrets.get("yes").exposeString()).isEqualTo("true");
            assertThat(secrets.get("int").exposeString()).isEqualTo("42");
            assertThat(secrets.get("nothing").exposeString()).isEmpty();
            assertThat(secrets.find("list[9]")).isEmpty();
            assertThat(secrets)
                    .hasToString("Secrets[" + this.directory.resolve("everything.enc.yaml") + ", "
                            + secrets.names().size() + " values]");
        }
    }

    @Test
    void openWhenBinaryHasTheNameData() throws IOException {
        Path file = this.directory.resolve("key.p12");
        Files.write(file, Fixtures.bytes("everything.enc.bin"));
        try (Secrets secrets = Secrets.open(file, Fixtures.keys("first"))) {
            assertThat(secrets.get("data").exposeBytes()).isEqualTo(Fixtures.bytes("everything.bin"));
        }
    }

    @Test
    void getWhenThereIsNoSuchNameNamesSimilarOnes() throws IOException {
        try (Secrets secrets = Secrets.open(fixture("everything.enc.yaml"), Fixtures.keys("first"))) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> secrets.get("map.usr"))
                    .withMessageContaining("'map.usr'")
                    .withMessageContaining("map.user")
                    .satisfies((ex) -> {
                        assertThat(ex.reason()).isEqualTo(Reason.NOT_FOUND);
                        assertThat(ex.getMessage()).doesNotContain("admin");
                    });
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> secrets.get("map.deep.er"))
                    .withMessageContaining("map.deep.er.est.bottom");
        }
    }

    @Test
    void closeWipesWhatWasHandedOut() throws IOException {
        Secrets secrets = Secrets.open(fixture("everything.enc.json"), Fixtures.keys("first"));
        SecretValue value = secrets.get("text");
        secrets.close();
        assertThatIllegalStateException().isThrownBy(value::exposeString);
    }

    @Test
    void openWhenFileIsMissingSaysSo() {
        Path missing = this.directory.resolve("missing.yaml");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> Secrets.open(missing, Fixtures.keys("first")))
                .withMessageStartingWith(missing.toString())
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void openWhenFileIsPlainSaysThatItIsNotSealed() throws IOException {
        Path plain = fixture("everything.yaml");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> Secrets.open(plain, Fixtures.keys("first")))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.NOT_SEALED);
                    assertThat(ex.action()).isNotNull();
                });
    }

    @Test
    void mountedReadsOneSecretPerFile() throws IOException {
        Files.writeString(this.directory.resolve("password"), "p4ss\n");
        Files.writeString(this.directory.resolve("cert.pem"), "line 1\nline 2\n");
        Files.write(this.directory.resolve("key.bin"), new byte[] {0, -1, '\n'});
        try (Secrets secrets = Secrets.mounted(this.directory)) {
            assertThat(secrets.names()).containsExactly("cert.pem", "key.bin", "password");
            assertThat(secrets.get("password").exposeString()).isEqualTo("p4ss");
            assertThat(secrets.get("cert.pem").exposeString()).isEqualTo("line 1\nline 2\n");
            assertThat(secrets.get("key.bin").exposeBytes()).containsExactly(0, -1, '\n');
        }
    }

    private Path fixture(String name) throws IOException {
        Path file = this.directory.resolve(name);
        Files.writeString(file, Fixtures.text(name), StandardCharsets.UTF_8);
        return file;
    }
}
