package io.secretsbridge.interop;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document through both programs: sealed by each, opened by the other, changed by one and opened by the other. What each
 * step must give is what the real {@code sops} gives.
 */
final class SopsComparison {

    /** Told of each check. */
    interface Verdict {

        void of(String check, boolean passed, String detail);
    }

    private static final String SOPS = "sops";

    private static final String OURS = "ours";

    private final SopsBench bench;

    private final SecretFiles files;

    private final PlainDocument document;

    private final Format format;

    private final Path directory;

    private final String plainName;

    private final Verdict verdict;

    SopsComparison(SopsBench bench, PlainDocument document, Path directory, Verdict verdict) {
        this.bench = bench;
        this.files = bench.files();
        this.document = document;
        this.format = document.format();
        this.directory = directory;
        this.plainName = "plain." + this.format.word();
        this.verdict = verdict;
    }

    void run() throws IOException {
        byte[] plain = this.document.text().getBytes(StandardCharsets.UTF_8);
        Path file = this.directory.resolve(this.plainName);
        Path config = this.directory.resolve(".sops.yaml");
        Files.write(file, plain);
        this.bench.writeConfig(this.document, config);
        SealRequest request = this.bench.request(config, file);

        Result theirs = sops("encrypt", this.plainName);
        byte[] ours = attempt(
                "seal", () -> this.files.seal(source(this.plainName, plain), this.format, this.format, request));
        boolean agreed = theirs.succeeded() == (ours != null);
        this.verdict.of("the same plain files are taken", agreed, "sops " + theirs + "; ours " + this.refusal);
        if (!agreed || ours == null) {
            return;
        }
        String theirName = write("theirs", theirs.output());
        String ourName = write("ours", ours);
        equal("the same layout when sealed", SOPS, SealedLayout.of(theirs.text()), OURS, SealedLayout.of(text(ours)));

        Result theirsOpened = sops("decrypt", theirName);
        Result oursOpened = sops("decrypt", ourName);
        if (!theirsOpened.succeeded()) {
            // sops does not open what it sealed.
            this.verdict.of("sops opens its own file", false, theirsOpened.toString());
            return;
        }
        this.verdict.of("sops opens our file", oursOpened.succeeded(), oursOpened.toString());
        try (OpenedFile opened = open(theirName, theirs.output())) {
            if (opened == null) {
                return;
            }
            equal("their file opens to their text", SOPS, theirsOpened.text(), OURS, plain(opened, this.format));
            equal(
                    "their file opens to the tree that was sealed",
                    "read",
                    Trees.values(this.files.readPlain(source(this.plainName, plain), this.format)),
                    "opened",
                    Trees.values(opened.branches()));
            new SopsEdits(this.bench, this.document, this.directory, this.verdict).ourEdit(opened);
            if (this.document.index() % 4 == 0) {
                otherFormat(theirName, opened);
            }
        }
        try (OpenedFile opened = open(ourName, ours)) {
            if (opened == null) {
                return;
            }
            if (oursOpened.succeeded()) {
                equal("our file opens to the same text", SOPS, oursOpened.text(), OURS, plain(opened, this.format));
            }
            new SopsEdits(this.bench, this.document, this.directory, this.verdict).theirEdit(ourName, opened);
        }
        if (this.document.index() % 4 == 1) {
            sealToOtherFormat(plain, request);
        }
        if (this.document.index() % 5 == 0) {
            old(theirName, ourName, plain);
        }
    }

    private Format other() {
        return (this.format == Format.YAML) ? Format.JSON : Format.YAML;
    }

    /** A sealed file, opened into the other format. */
    private void otherFormat(String theirName, OpenedFile opened) {
        Result theirs = sops("decrypt", "--output-type", other().word(), theirName);
        byte[] ours = attempt("plain", () -> this.files.plain(opened.branches(), other()));
        if (agreed("the same files open to the other format", theirs, ours) && ours != null) {
            equal("the same text in the other format", SOPS, theirs.text(), OURS, text(ours));
        }
    }

    /** A plain file, sealed into the other format. */
    private void sealToOtherFormat(byte[] plain, SealRequest request) throws IOException {
        Result theirs = sops("encrypt", "--output-type", other().word(), this.plainName);
        byte[] ours =
                attempt("seal", () -> this.files.seal(source(this.plainName, plain), this.format, other(), request));
        if (!agreed("the same files seal to the other format", theirs, ours) || ours == null) {
            return;
        }
        equal(
                "the same layout in the other format",
                SOPS,
                SealedLayout.of(theirs.text()),
                OURS,
                SealedLayout.of(text(ours)));
        Path file = this.directory.resolve("ours-other." + other().word());
        Files.write(file, ours);
        Result opened = sops("decrypt", file.getFileName().toString());
        Result theirOpened = sops("decrypt", write(other(), "theirs-other", theirs.output()));
        this.verdict.of(
                "sops opens our file of the other format",
                opened.equals(theirOpened),
                "sops " + theirOpened + "; ours " + opened);
    }

    /** The sops of 2024: what it makes of our file is what it makes of that of the new one, and we open what it seals. */
    private void old(String theirName, String ourName, byte[] plain) throws IOException {
        Peer old = this.bench.oldSops();
        Result theirs = old.run(this.directory, List.of("decrypt", theirName));
        Result ours = old.run(this.directory, List.of("decrypt", ourName));
        this.verdict.of(
                "old sops opens our file as it opens the new one's",
                theirs.equals(ours),
                "sops " + theirs + "; ours " + ours);
        Result sealed = old.run(this.directory, List.of("encrypt", this.plainName));
        if (!sealed.succeeded()) {
            return;
        }
        String oldName = write("old", sealed.output());
        Result reopened = sops("decrypt", oldName);
        byte[] opened = attempt("open", () -> {
            try (OpenedFile file = this.files.open(source(oldName, sealed.output()), this.format)) {
                return this.files.plain(file.branches(), this.format);
            }
        });
        if (agreed("the same files of old sops open", reopened, opened) && opened != null) {
            equal("old sops' file opens to the same text", SOPS, reopened.text(), OURS, text(opened));
        }
    }

    private boolean agreed(String check, Result theirs, byte @Nullable [] ours) {
        boolean agreed = theirs.succeeded() == (ours != null);
        this.verdict.of(check, agreed, "sops " + theirs + "; ours " + this.refusal);
        return agreed;
    }

    /** Why the last attempt of ours was refused. */
    private String refusal = "";

    private interface Attempt {
        byte[] run();
    }

    private byte @Nullable [] attempt(String what, Attempt attempt) {
        this.refusal = "taken";
        try {
            return attempt.run();
        } catch (SecretsException ex) {
            this.refusal = ex.reason() + " " + ex.getMessage();
            return null;
        } catch (RuntimeException | StackOverflowError ex) {
            this.refusal = ex.toString();
            this.verdict.of(
                    "no failure but a SecretsException",
                    false,
                    what + ": " + ex + " at "
                            + Arrays.toString(
                                    Arrays.copyOf(ex.getStackTrace(), Math.min(6, ex.getStackTrace().length))));
            return null;
        }
    }

    private @Nullable OpenedFile open(String name, byte[] sealed) {
        try {
            return this.files.open(source(name, sealed), this.format);
        } catch (SecretsException ex) {
            this.verdict.of("we open what sops opens", false, ex.reason() + " " + ex.getMessage());
            return null;
        }
    }

    private String plain(OpenedFile opened, Format out) {
        byte[] text = attempt("plain", () -> this.files.plain(opened.branches(), out));
        return (text == null) ? this.refusal : text(text);
    }

    private void equal(String check, String leftName, String left, String rightName, String right) {
        boolean equal = left.equals(right);
        this.verdict.of(check, equal, equal ? "" : Difference.between(leftName, left, rightName, right));
    }

    private String write(String name, byte[] content) throws IOException {
        return write(this.format, name, content);
    }

    private String write(Format as, String name, byte[] content) throws IOException {
        String fileName = name + "." + as.word();
        Files.write(this.directory.resolve(fileName), content);
        return fileName;
    }

    private Result sops(String... arguments) {
        return this.bench.sops().run(this.directory, List.of(arguments));
    }

    private static Source source(String name, byte[] bytes) {
        return Source.of(name, bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
