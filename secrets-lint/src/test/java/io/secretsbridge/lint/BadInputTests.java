package io.secretsbridge.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One clear failure each; the other files are looked at all the same. */
class BadInputTests {

    @TempDir
    private Path directory;

    private void assertFails(String text, Reason reason, String problem) {
        assertFails(Lints.source("bad.yaml", text), reason, problem);
    }

    private void assertFails(Source source, Reason reason, String problem) {
        Linter linter = new Linter(Suppressions.NONE);
        linter.add(source);
        linter.add(Lints.source("good.yaml", "kind: Secret\nstringData: {a: hunter2}\n"));
        LintReport report = linter.report();
        assertThat(report.failures()).singleElement().satisfies((failure) -> {
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.location().source()).isEqualTo("bad.yaml");
            assertThat(failure.problem()).contains(problem);
            assertThat(failure.action()).isNotBlank();
        });
        assertThat(Lints.ids(report)).containsExactly("secret-plaintext");
    }

    @Test
    void aliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        assertFails(bomb.toString(), Reason.LIMIT_EXCEEDED, "aliases");
    }

    @Test
    void aliasOfWhatIsAroundItIsRefused() {
        assertFails("a: &a\n  b: *a\n", Reason.MALFORMED, "alias");
    }

    @Test
    void tenThousandLevelsAreRefused() {
        assertFails("[".repeat(10_000) + "]".repeat(10_000), Reason.LIMIT_EXCEEDED, "levels");
        assertFails("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000), Reason.LIMIT_EXCEEDED, "levels");
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            block.append(" ".repeat(i)).append("a:\n");
        }
        assertFails(block.toString(), Reason.LIMIT_EXCEEDED, "levels");
    }

    @Test
    void binaryNoiseIsRefused() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertFails(Source.of("bad.yaml", noise), Reason.MALFORMED, "UTF-8");
        assertFails("a: \u0001\u0002\n", Reason.MALFORMED, "characters");
    }

    @Test
    void templateThatIsNoYamlIsNamedAsSuch() {
        assertFails("{{ if .a }}\nkey: [{{ end }}\n", Reason.MALFORMED, "template");
    }

    @Test
    void problemNeverQuotesTheFile() {
        assertThat(Lints.report("a: \"hunter2\nb: [hunter2\n").failures())
                .singleElement()
                .satisfies((failure) -> {
                    assertThat(failure).hasMessageNotContaining("hunter2");
                    assertThat(failure.location().line()).isPositive();
                });
    }

    @Test
    void hugeFileIsRefused() {
        byte[] huge = new byte[17 * 1024 * 1024];
        java.util.Arrays.fill(huge, (byte) '\n');
        assertFails(Source.of("bad.yaml", huge), Reason.LIMIT_EXCEEDED, "larger");
    }

    @Test
    void danglingLinkIsNamed() throws IOException {
        Files.createSymbolicLink(this.directory.resolve("link.yaml"), Path.of("nowhere"));
        Files.createSymbolicLink(this.directory.resolve("self.yaml"), Path.of("self.yaml"));
        Files.createSymbolicLink(this.directory.resolve("around"), this.directory);
        LintReport report = directoryReport();
        assertThat(report.failures())
                .extracting((failure) -> failure.location().source())
                .containsExactly("link.yaml", "self.yaml");
    }

    @Test
    void unreadableFilesAndDirectoriesAreNamed() throws IOException {
        Path file = Files.writeString(this.directory.resolve("secret.yaml"), "a: 1\n");
        Path below = Files.createDirectory(this.directory.resolve("below"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(file), "not as root");
            assertThat(directoryReport().failures())
                    .extracting((failure) -> failure.location().source())
                    .containsExactlyInAnyOrder("secret.yaml", "below");
        } finally {
            Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void whatIsNoManifestIsPassedOver() throws IOException {
        Files.writeString(this.directory.resolve("package-lock.json"), "{\"token\": [");
        Files.writeString(this.directory.resolve("README.md"), "[");
        Files.createDirectories(this.directory.resolve(".git"));
        Files.writeString(this.directory.resolve(".git/x.yaml"), "[");
        LintReport report = directoryReport();
        assertThat(report.failures()).isEmpty();
        assertThat(report.files()).isEmpty();
    }

    private LintReport directoryReport() {
        Linter linter = new Linter(Suppressions.NONE);
        ManifestFiles.addTo(
                linter,
                this.directory,
                (path) -> this.directory.relativize(path).toString());
        return linter.report();
    }
}
