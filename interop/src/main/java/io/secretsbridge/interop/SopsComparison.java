package io.secretsbridge.interop;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
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

        /** A run that must succeed, unless there is a difference to name. */
        default void of(String check, Result result, @Nullable Deliberate meant) {
            if (result.succeeded() || meant == null) {
                of(check, result.succeeded(), result.toString());
            } else {
                of(check, meant, result.toString());
            }
        }

        /** A check that failed, which is meant when there is a difference to name. */
        default void of(String check, @Nullable Deliberate meant, String detail) {
            of((meant == null) ? check : "deliberate: " + meant.id(), meant != null, detail);
        }
    }

    /** The exit code for a tree that the format cannot hold, such as an infinite number in JSON. */
    private static final int CANNOT_EMIT = 4;

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
        if (!taken(theirs, ours, plain) || ours == null) {
            return;
        }
        List<MapNode> tree = this.files.readPlain(source(this.plainName, plain), this.format);
        String theirName = write("theirs", theirs.output());
        String ourName = write("ours", ours);
        Result theirsOpened = sops("decrypt", theirName);
        Result oursOpened = sops("decrypt", ourName);
        boolean readable = theirsOpened.succeeded();
        this.verdict.of("sops opens our file", oursOpened, oursNotOpened(tree, oursOpened));
        if (readable) {
            equal("the same layout when sealed", SealedLayout.of(theirs.text()), SealedLayout.of(text(ours)), tree);
            theirFile(theirName, theirs, theirsOpened, tree);
        } else {
            this.verdict.of("sops opens its own file", notOpened(tree, theirsOpened), theirsOpened.toString());
        }
        ourFile(ourName, ours, oursOpened, tree, readable);
        if (this.document.index() % 4 == 1) {
            sealToOtherFormat(plain, request, tree);
        }
        if (readable && this.document.index() % 5 == 0) {
            old(theirName, ourName, tree);
        }
    }

    /** Returns why sops may not open what it sealed itself. */
    private @Nullable Deliberate notOpened(List<MapNode> tree, Result opened) {
        Deliberate defect = SopsDefects.unreadable(tree, this.format);
        return (defect != null) ? defect : oursNotOpened(tree, opened);
    }

    /** Returns why sops may not open what we sealed: it cannot write the values, or does not find the comments that decide. */
    private @Nullable Deliberate oursNotOpened(List<MapNode> tree, Result opened) {
        if (opened.code() == CANNOT_EMIT) {
            return SopsDefects.hasLeadingTab(tree) ? Deliberate.LEADING_TAB : null;
        }
        boolean byComment = this.document.selector().kind().byComment();
        return (byComment && tree.stream().anyMatch(SopsDefects::hasCommentsInList))
                ? Deliberate.COMMENTS_IN_LIST
                : null;
    }

    private boolean taken(Result theirs, byte @Nullable [] ours, byte[] plain) throws IOException {
        if (theirs.succeeded() == (ours != null)) {
            this.verdict.of("the same plain files are " + (theirs.succeeded() ? "taken" : "refused"), true, "");
            return true;
        }
        Deliberate meant = theirs.succeeded() ? Deliberate.ofRefusal(this.refusal) : null;
        if (theirs.code() == CANNOT_EMIT
                && SopsDefects.hasLeadingTab(this.files.readPlain(source(this.plainName, plain), this.format))) {
            meant = Deliberate.LEADING_TAB;
        } else if (theirs.succeeded()
                && this.refusal.startsWith("SEAL_FAILED")
                && commentsDecide(this.files.readPlain(source(this.plainName, plain), this.format))
                && !sops("decrypt", write("theirs", theirs.output())).succeeded()) {
            meant = Deliberate.COMMENT_SELECTOR;
        }
        this.verdict.of("the same plain files are taken", meant, "sops " + theirs + "; ours " + this.refusal);
        return false;
    }

    private void theirFile(String name, Result sealed, Result openedBySops, List<MapNode> tree) throws IOException {
        try (OpenedFile opened = open(name, sealed.output())) {
            if (opened == null) {
                return;
            }
            text("their file opens to their text", openedBySops.text(), opened.branches(), this.format);
            equal(
                    "their file opens to the tree that was sealed",
                    Trees.values(tree),
                    Trees.values(opened.branches()),
                    tree);
            new SopsEdits(this.bench, this.document, this.directory, this.verdict).ourEdit(opened);
            if (this.document.index() % 4 == 0) {
                otherFormat(name, opened);
            }
        }
    }

    private void ourFile(String name, byte[] sealed, Result openedBySops, List<MapNode> tree, boolean edit)
            throws IOException {
        try (OpenedFile opened = open(name, sealed)) {
            if (opened == null) {
                return;
            }
            equal(
                    "our file opens to the tree that was sealed",
                    Trees.values(tree),
                    Trees.values(opened.branches()),
                    tree);
            if (openedBySops.succeeded()) {
                text("our file opens to the same text", openedBySops.text(), opened.branches(), this.format);
            }
            // A file or value that sops cannot read back is lost when sops changes the file.
            if (edit && SopsDefects.unreadable(tree, this.format) != Deliberate.NEGATIVE_ZERO) {
                new SopsEdits(this.bench, this.document, this.directory, this.verdict).theirEdit(name, opened);
            }
        }
    }

    private Format other() {
        return (this.format == Format.YAML) ? Format.JSON : Format.YAML;
    }

    /** A sealed file, opened into the other format. */
    private void otherFormat(String theirName, OpenedFile opened) {
        Result theirs = sops("decrypt", "--output-type", other().word(), theirName);
        byte[] ours = attempt("plain", () -> this.files.plain(opened.branches(), other()));
        if (agreed("the same files open to the other format", theirs, ours, opened.branches()) && ours != null) {
            text("the same text in the other format", theirs.text(), opened.branches(), other());
        }
    }

    /** A plain file, sealed into the other format. */
    private void sealToOtherFormat(byte[] plain, SealRequest request, List<MapNode> tree) throws IOException {
        Result theirs = sops("encrypt", "--output-type", other().word(), this.plainName);
        byte[] ours =
                attempt("seal", () -> this.files.seal(source(this.plainName, plain), this.format, other(), request));
        if (!agreed("the same files seal to the other format", theirs, ours, tree) || ours == null) {
            return;
        }
        Result theirOpened = sops("decrypt", write(other(), "theirs-other", theirs.output()));
        Result ourOpened = sops("decrypt", write(other(), "ours-other", ours));
        if (theirOpened.succeeded()) {
            equal(
                    "the same layout in the other format",
                    SealedLayout.of(theirs.text()),
                    SealedLayout.of(text(ours)),
                    tree);
            this.verdict.of(
                    "sops opens our file of the other format", ourOpened.equals(theirOpened), ourOpened.toString());
        } else if (theirOpened.code() == CANNOT_EMIT) {
            this.verdict.of(
                    "sops opens our file of the other format", ourOpened.equals(theirOpened), ourOpened.toString());
        } else {
            Deliberate defect = SopsDefects.unreadable(tree, other());
            this.verdict.of("sops opens its own file of the other format", defect, theirOpened.toString());
            this.verdict.of("sops opens our file of the other format", ourOpened.succeeded(), ourOpened.toString());
        }
    }

    /** The sops of 2024: what it makes of our file is what it makes of that of the new one, and we open what it seals. */
    private void old(String theirName, String ourName, List<MapNode> tree) throws IOException {
        Peer old = this.bench.oldSops();
        Result theirs = old.run(this.directory, List.of("decrypt", theirName));
        Result ours = old.run(this.directory, List.of("decrypt", ourName));
        // What it cannot open of comments it shows as it is.
        String check = "old sops opens our file as it opens the new one's";
        if (theirs.code() == ours.code()) {
            equal(check, SealedLayout.of(theirs.text()), SealedLayout.of(ours.text()), tree);
        } else {
            this.verdict.of(check, false, "sops " + theirs + "; ours " + ours);
        }
        Result sealed = old.run(this.directory, List.of("encrypt", this.plainName));
        if (!sealed.succeeded()) {
            return;
        }
        String oldName = write("old", sealed.output());
        Result reopened = sops("decrypt", oldName);
        byte[] opened = attempt("open", () -> {
            try (OpenedFile file = this.files.open(source(oldName, sealed.output()), this.format)) {
                if (reopened.succeeded()) {
                    text("old sops' file opens to the same text", reopened.text(), file.branches(), this.format);
                }
                return sealed.output();
            }
        });
        agreed("the same files of old sops open", reopened, opened, List.of());
    }

    private boolean agreed(String check, Result theirs, byte @Nullable [] ours, List<MapNode> tree) {
        if (theirs.succeeded() == (ours != null)) {
            this.verdict.of(check, true, "");
            return true;
        }
        Deliberate meant = null;
        if (theirs.succeeded() && this.refusal.startsWith("NOT_EXPRESSIBLE")) {
            if (tree.size() > 1) {
                meant = Deliberate.SEVERAL_DOCUMENTS;
            } else if (this.format == Format.JSON && SopsDefects.repeatsKey(tree.get(0))) {
                meant = Deliberate.REPEATED_KEY_IN_YAML;
            } else if (this.format == Format.YAML && tree.stream().anyMatch(SopsDefects::hasBytes)) {
                meant = Deliberate.NOT_UTF8_IN_JSON;
            }
        } else if (theirs.succeeded() && commentsDecide(tree)) {
            meant = Deliberate.COMMENT_SELECTOR;
        }
        this.verdict.of(check, meant, "sops " + theirs + "; ours " + this.refusal);
        return false;
    }

    /** Whether we refused a file because its comments would not be where the selector looks for them. */
    private boolean commentsDecide(List<MapNode> tree) {
        return this.document.selector().kind().byComment()
                && this.refusal.startsWith("SEAL_FAILED")
                && tree.stream().anyMatch(SopsDefects::hasComment);
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

    private void text(String check, String theirs, List<MapNode> opened, Format out) {
        byte[] plain = attempt("plain", () -> this.files.plain(opened, out));
        String ours = (plain == null) ? this.refusal : text(plain);
        if (ours.equals(theirs)) {
            this.verdict.of(check, true, "");
        } else {
            this.verdict.of(
                    check,
                    SopsDefects.difference(opened, out, theirs, ours),
                    Difference.between("sops", theirs, "ours", ours));
        }
    }

    private void equal(String check, String expected, String actual, List<MapNode> tree) {
        if (expected.equals(actual)) {
            this.verdict.of(check, true, "");
        } else {
            Deliberate meant = null;
            if (SopsDefects.differInNegativeZeroOnly(tree, expected, actual)) {
                meant = Deliberate.NEGATIVE_ZERO;
            } else if (SopsDefects.differInLeadingTabOnly(tree, expected, actual)) {
                meant = Deliberate.LEADING_TAB;
            }
            this.verdict.of(check, meant, Difference.between("sops", expected, "ours", actual));
        }
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
