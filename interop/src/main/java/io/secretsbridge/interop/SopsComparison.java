package io.secretsbridge.interop;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SopsConfig;
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

    /** The exit code for a data key that no key at hand unlocks. */
    private static final int NO_DATA_KEY = 128;

    private final SopsBench bench;

    private SecretFiles files;

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
        this.plainName = SopsBench.fileName("plain", this.format);
        this.verdict = verdict;
    }

    void run() throws IOException {
        byte[] plain = this.document.bytes();
        Path file = this.directory.resolve(this.plainName);
        Path configFile = this.directory.resolve(".sops.yaml");
        Files.write(file, plain);
        this.bench.writeConfig(this.document, configFile);
        SopsConfig config = SopsConfig.read(configFile);
        this.files = this.bench.files().withStoreOptions(config.storeOptions());
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
        if (!this.document.keys().opens()) {
            boolean other = SopsDefects.readDifferently(theirs.text(), text(ours), this.format);
            if (!other && SopsDefects.unreadable(tree, this.format) == null) {
                equal("the same layout when sealed", SealedLayout.of(theirs.text()), SealedLayout.of(text(ours)), tree);
                locked(theirName, theirs.output());
            }
            locked(ourName, ours);
            return;
        }
        Result theirsOpened = sops("decrypt", theirName);
        Result oursOpened = sops("decrypt", ourName);
        boolean readable = theirsOpened.succeeded();
        this.verdict.of("sops opens our file", oursOpened, oursNotOpened(tree, oursOpened));
        if (readable && SopsDefects.readDifferently(theirs.text(), text(ours), this.format)) {
            // Under mac_only_encrypted, a value that sops spoilt does not keep the file from opening.
            readable = false;
            this.verdict.of("sops seals what says the same", spoilt(tree), theirsOpened.toString());
        } else if (readable) {
            equal("the same layout when sealed", SealedLayout.of(theirs.text()), SealedLayout.of(text(ours)), tree);
            theirFile(theirName, theirs, theirsOpened, tree);
        } else {
            boolean other =
                    this.format == Format.INI && SopsDefects.readDifferently(theirs.text(), text(ours), this.format);
            this.verdict.of(
                    "sops opens its own file",
                    other ? Deliberate.INI_QUOTES : notOpened(tree, theirsOpened),
                    theirsOpened.toString());
        }
        ourFile(ourName, ours, oursOpened, tree, readable);
        if (readable && this.document.index() % 8 == 3) {
            namedOtherwise(plain, ours, oursOpened, tree);
        }
        if (this.document.index() % 4 == 1) {
            sealToOtherFormat(plain, request, tree);
        }
        if (readable && this.document.index() % 5 == 0 && this.document.old()) {
            old(theirName, ourName, tree);
        }
    }

    /** A file of which too few groups have a key that is held here: neither program opens it, and we say which groups. */
    private void locked(String name, byte[] sealed) {
        String check = "a file without enough keys stays closed";
        Result theirs = sops("decrypt", name);
        try (OpenedFile opened = this.files.open(source(name, sealed), this.format)) {
            this.verdict.of(check, false, "we opened " + opened);
        } catch (KeyUnavailableException ex) {
            this.verdict.of(
                    check,
                    theirs.code() == NO_DATA_KEY && !ex.attempts().isEmpty(),
                    "sops " + theirs + "; ours " + ex.getMessage());
        } catch (SecretsException ex) {
            this.verdict.of(check, false, "ours " + ex.reason() + " " + ex.getMessage());
        }
    }

    /** Returns why sops may write a value that is not sealed so that it reads back as another. */
    private @Nullable Deliberate spoilt(List<MapNode> tree) {
        return (this.format == Format.INI) ? Deliberate.INI_QUOTES : SopsDefects.unreadable(tree, this.format);
    }

    /** Returns why sops may not open what it sealed itself. */
    private @Nullable Deliberate notOpened(List<MapNode> tree, Result opened) {
        Deliberate defect = SopsDefects.unreadable(tree, this.format);
        return (defect != null) ? defect : oursNotOpened(tree, opened);
    }

    /** Returns why sops may not open what we sealed: it cannot write the values, or does not find the comments that decide. */
    private @Nullable Deliberate oursNotOpened(List<MapNode> tree, Result opened) {
        if (panicked(opened)) {
            return emptyCommentLine(tree);
        }
        if (opened.code() == CANNOT_EMIT) {
            return SopsDefects.hasLeadingTab(tree) ? Deliberate.LEADING_TAB : null;
        }
        boolean byComment = this.document.selector().kind().byComment();
        return (byComment && tree.stream().anyMatch(SopsDefects::hasCommentsInList))
                ? Deliberate.COMMENTS_IN_LIST
                : null;
    }

    private static boolean panicked(Result result) {
        return result.errors().startsWith("panic: ");
    }

    /** Returns why sops may panic, or {@code null} when there is no reason to accept. */
    private static @Nullable Deliberate emptyCommentLine(List<MapNode> tree) {
        return tree.stream().anyMatch(SopsDefects::hasEmptyCommentLine) ? Deliberate.INI_EMPTY_COMMENT_LINE : null;
    }

    private boolean taken(Result theirs, byte @Nullable [] ours, byte[] plain) throws IOException {
        if (theirs.succeeded() == (ours != null)) {
            this.verdict.of(
                    theirs.succeeded() ? "the same plain files are taken" : "the same plain files are refused",
                    true,
                    "");
            return true;
        }
        Deliberate meant = theirs.succeeded() ? Deliberate.ofRefusal(this.refusal) : null;
        if (panicked(theirs)) {
            meant = emptyCommentLine(this.files.readPlain(source(this.plainName, plain), this.format));
        } else if (theirs.code() == CANNOT_EMIT
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
            edits().ourEdit(opened);
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
            if (edit && SopsDefects.unreadable(tree, this.format) == null && this.document.index() % 3 == 0) {
                edits().theirEditor(name, opened);
            }
            // A file or value that sops cannot read back is lost when sops changes the file.
            if (edit && SopsDefects.unreadable(tree, this.format) != Deliberate.NEGATIVE_ZERO) {
                edits().theirEdit(name, opened);
            }
        }
    }

    /** Files whose names say nothing, or another format: only what the command line says counts. */
    private void namedOtherwise(byte[] plain, byte[] ours, Result opened, List<MapNode> tree) throws IOException {
        String word = this.format.word();
        String name = write(other(), "named", ours);
        Result again = sops("decrypt", "--input-type", word, "--output-type", word, name);
        this.verdict.of("sops opens our file under another name", again.equals(opened), again.toString());
        String plainNamed = write(other(), "named-plain", plain);
        Result theirs = sops("encrypt", "--input-type", word, "--output-type", word, plainNamed);
        if (theirs.succeeded()) {
            try (OpenedFile file = open(name, theirs.output())) {
                equal(
                        "a file of another name opens to the tree that was sealed",
                        Trees.values(tree),
                        (file == null) ? "" : Trees.values(file.branches()),
                        tree);
            }
        } else {
            this.verdict.of("sops seals a file of another name", false, theirs.toString());
        }
    }

    private SopsEdits edits() {
        return new SopsEdits(this.bench, this.files, this.document, this.directory, this.verdict);
    }

    private Format other() {
        return this.document.other();
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
        String check = "sops opens our file of the other format";
        if (other() == Format.INI && SopsDefects.readDifferently(theirs.text(), text(ours), other())) {
            this.verdict.of("sops writes INI that says the same", Deliberate.INI_QUOTES, theirOpened.toString());
            this.verdict.of(check, ourOpened.succeeded(), ourOpened.toString());
        } else if (theirOpened.succeeded()) {
            equal(
                    "the same layout in the other format",
                    SealedLayout.of(theirs.text()),
                    SealedLayout.of(text(ours)),
                    tree);
            this.verdict.of(check, ourOpened.equals(theirOpened), ourOpened.toString());
        } else if (theirOpened.code() == CANNOT_EMIT) {
            this.verdict.of(check, ourOpened.equals(theirOpened), ourOpened.toString());
        } else {
            boolean panicked = panicked(theirOpened);
            this.verdict.of(
                    "sops opens its own file of the other format",
                    panicked ? emptyCommentLine(tree) : SopsDefects.unreadable(tree, other()),
                    theirOpened.toString());
            // The trees of other formats seal as binary, but do not open as such.
            boolean emitted = other() != Format.BINARY || ourOpened.code() != CANNOT_EMIT;
            if (emitted) {
                this.verdict.of(check, ourOpened, panicked ? emptyCommentLine(tree) : null);
            }
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
        if (this.format == Format.INI && this.document.keys().groups().size() > 1) {
            this.verdict.of(
                    "an INI file of old sops with key groups opens",
                    (opened == null || reopened.succeeded()) ? null : Deliberate.THRESHOLD_OF_OLD_INI,
                    "sops " + reopened + "; ours " + this.refusal);
        } else {
            agreed("the same files of old sops open", reopened, opened, List.of());
        }
    }

    private boolean agreed(String check, Result theirs, byte @Nullable [] ours, List<MapNode> tree) {
        if (theirs.succeeded() == (ours != null)) {
            this.verdict.of(check, true, "");
            return true;
        }
        Deliberate meant = null;
        if (panicked(theirs)) {
            meant = emptyCommentLine(tree);
        } else if (theirs.succeeded()) {
            meant = commentsDecide(tree) ? Deliberate.COMMENT_SELECTOR : Deliberate.ofRefusal(this.refusal);
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
                    SopsDefects.difference(this.files, opened, out, theirs, ours),
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
        String fileName = SopsBench.fileName(name, as);
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
