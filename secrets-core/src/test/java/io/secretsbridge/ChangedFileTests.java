package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One change of a sealed file of the real {@code sops}: refused in words, or harmless for one of the reasons of {@link SealedChange}. */
class ChangedFileTests {

    private static final SecretFiles FILES = SecretFiles.create(Fixtures.keys("first-and-third"));

    /** Values of the fixtures that no message may contain. */
    private static final List<String> SECRETS = List.of("plain words", "hunter2", "p;q#r", "line one", "dotted");

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.MALFORMED,
            Reason.NOT_SEALED,
            Reason.KEY_UNAVAILABLE,
            Reason.VALUE_TAMPERED,
            Reason.MAC_MISMATCH,
            Reason.LIMIT_EXCEEDED);

    @AfterAll
    static void close() {
        FILES.close();
    }

    /** Opens a changed file; {@code null} when it is refused. */
    static @Nullable SealedChange change(SecretFiles files, String name, byte[] changed) {
        Format format = Format.ofFileName(name);
        Source source = Source.of("changed", changed);
        try (OpenedFile before = files.open(Fixtures.source(name), format);
                OpenedFile after = files.open(source, format)) {
            return SealedChange.of(
                    Stores.of(format).read(Fixtures.source(name)).branches(),
                    before.branches(),
                    Stores.of(format).read(source).branches(),
                    after.branches(),
                    before.metadata().macOnlyEncrypted());
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isIn(REFUSALS);
            assertThat(ex.location().source()).isEqualTo("changed");
            assertThat(ex.getMessage()).doesNotContain(SECRETS).doesNotContain("\n");
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "everything.enc.yaml",
                "everything.enc.json",
                "everything.enc.env",
                "everything.enc.ini",
                "everything.enc.bin",
                "documents.enc.yaml",
                "groups.enc.yaml",
                "mac-only-encrypted.enc.yaml",
                "encrypted-comment-regex.enc.yaml"
            })
    void openWhenLinesAreRemovedRepeatedSwappedOrCutOffRefusesOrSaysTheSame(String name) {
        List<String> lines = List.of(Fixtures.text(name).split("(?<=\n)"));
        Set<String> outcomes = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> without = new ArrayList<>(lines);
            String line = without.remove(i);
            outcomes.add(outcome(name, without));
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, line);
            outcomes.add(outcome(name, twice));
            List<String> swapped = new ArrayList<>(lines);
            Collections.swap(swapped, i, (i + 1) % lines.size());
            outcomes.add(outcome(name, swapped));
            outcomes.add(outcome(name, lines.subList(0, i)));
        }
        assertThat(outcomes).contains("refused", "NOTHING");
    }

    private static String outcome(String name, List<String> lines) {
        SealedChange change = change(FILES, name, String.join("", lines).getBytes(StandardCharsets.UTF_8));
        return (change == null) ? "refused" : change.name();
    }

    @Test
    void threatModelListsEveryReason() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "threat-model.md"));
        String section = document.substring(document.indexOf("## What a change of a sealed file can do"));
        for (SealedChange reason : SealedChange.values()) {
            assertThat(section)
                    .contains("<a id=\"change-"
                            + reason.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\"></a>");
        }
    }
}
