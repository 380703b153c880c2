package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in memory during an edit is wiped, whatever the end. */
class EditSessionTests {

    @TempDir
    Path directory;

    @Test
    void runWhenTextIsSealedWipesEverythingThatWasRead() throws Exception {
        Subject subject = new Subject(0);
        run(subject, "");
        assertThat(this.directory.resolve("file.json")).hasContent("sealed");
        assertThat(subject.seen).hasSize(2).allSatisfy(EditSessionTests::assertWiped);
    }

    @Test
    void runWhenTextWasRefusedFirstWipesBothTexts() throws Exception {
        Subject subject = new Subject(1);
        run(subject, "\n");
        assertThat(subject.seen).hasSize(3).allSatisfy(EditSessionTests::assertWiped);
    }

    @Test
    void runWhenUserGivesUpWipesBothTexts() {
        Subject subject = new Subject(2);
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> run(subject, "\n"));
        assertThat(subject.seen).hasSize(3).allSatisfy(EditSessionTests::assertWiped);
    }

    private static void assertWiped(byte[] text) {
        assertThat(text).isNotEmpty().containsOnly(0);
    }

    /** The editor adds a line each time. */
    private void run(Subject subject, String answers) throws Exception {
        Path editor = Files.writeString(this.directory.resolve("editor.sh"), "#!/bin/sh\necho more >> \"$1\"\n");
        Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
        Invocation invocation = new Invocation(
                "secrets",
                Map.of("EDITOR", editor.toString(), "PATH", System.getenv("PATH")),
                new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                this.directory,
                () -> true,
                Optional::empty);
        new EditSession(invocation, this.directory.resolve("file.json"), null, subject).run();
    }

    /** Keeps the arrays that it hands out and is given, and refuses the first texts. */
    private static final class Subject implements EditSubject {

        private final List<byte[]> seen = new ArrayList<>();

        private int refusals;

        Subject(int refusals) {
            this.refusals = refusals;
        }

        @Override
        public byte[] text() {
            byte[] text = "secret\n".getBytes(StandardCharsets.UTF_8);
            this.seen.add(text);
            return text;
        }

        @Override
        public byte[] seal(Source edited) {
            this.seen.add(edited.bytes());
            if (this.refusals-- > 0) {
                throw new SecretsException(Reason.MALFORMED, Location.NONE, "refused", null);
            }
            return "sealed".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] sealAsItIs(byte[] edited) {
            return "kept".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {}
    }
}
