package io.secretsbridge.interop;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One value of a sealed file changed, added or removed by one program, and the file opened again by the other. */
final class SopsEdits {

    private final SopsBench bench;

    private final SecretFiles files;

    private final PlainDocument document;

    private final Format format;

    private final Path directory;

    private final SopsComparison.Verdict verdict;

    SopsEdits(
            SopsBench bench,
            SecretFiles files,
            PlainDocument document,
            Path directory,
            SopsComparison.Verdict verdict) {
        this.bench = bench;
        this.files = files;
        this.document = document;
        this.format = document.format();
        this.directory = directory;
        this.verdict = verdict;
    }

    /** We change a file that sops sealed. */
    void ourEdit(OpenedFile opened) throws IOException {
        Edit edit = Edit.draw(this.document, opened.branches(), false);
        if (edit == null) {
            return;
        }
        byte[] resealed;
        try {
            resealed = this.files.reseal(opened, edit.apply(opened.branches()), this.format);
        } catch (SecretsException ex) {
            this.verdict.of("we change their file", false, edit + ": " + ex.getMessage());
            return;
        }
        String name = SopsBench.fileName("theirs-changed", this.format);
        Files.write(this.directory.resolve(name), resealed);
        Result theirs = this.bench.sops().run(this.directory, List.of("decrypt", name));
        try (OpenedFile again = this.files.open(Source.of(name, resealed), this.format)) {
            byte[] plain = this.files.plain(again.branches(), this.format);
            String text = new String(plain, StandardCharsets.UTF_8);
            String check = "sops opens their file that we changed";
            if (theirs.succeeded() && !theirs.text().equals(text)) {
                Deliberate meant =
                        SopsDefects.difference(this.files, again.branches(), this.format, theirs.text(), text);
                this.verdict.of(check, meant, edit + ": " + Difference.between("sops", theirs.text(), "ours", text));
            } else {
                this.verdict.of(check, theirs.succeeded(), edit + ": " + theirs);
            }
        }
        List<String> lost = SealedLayout.sealedValues(new String(opened.source().bytes(), StandardCharsets.UTF_8));
        SealedLayout.sealedValues(new String(resealed, StandardCharsets.UTF_8)).forEach(lost::remove);
        lost.removeIf(SopsEdits::isComment);
        // The MAC, which stands in each document, and the value itself.
        int expected = edit.touches() + opened.branches().size();
        this.verdict.of(
                "our change keeps every other sealed value",
                lost.size() <= expected,
                edit + ": " + lost.size() + " sealed values changed instead of " + expected);
    }

    /** sops changes a file that we sealed. */
    void theirEdit(String ourName, OpenedFile opened) throws IOException {
        Edit edit = Edit.draw(this.document, opened.branches(), true);
        if (edit == null || !edit.settable()) {
            return;
        }
        String name = SopsBench.fileName("ours-changed", this.format);
        Path file = this.directory.resolve(name);
        Files.copy(this.directory.resolve(ourName), file);
        Result set = this.bench.sops().run(this.directory, List.of("set", name, edit.index(), edit.json()));
        if (!set.succeeded()) {
            this.verdict.of("sops changes our file", false, edit + ": " + set);
            return;
        }
        byte[] changed = Files.readAllBytes(file);
        List<MapNode> expected = edit.apply(opened.branches());
        byte[] ours = this.files.reseal(opened, expected, this.format);
        same("sops changes our file as we would", edit, expected, layout(changed), layout(ours));
        reopened("we open our file that sops changed", edit, expected, name, changed, ours);
        kept(changed, opened, edit);
    }

    private void reopened(String check, Edit edit, List<MapNode> expected, String name, byte[] theirs, byte[] ours) {
        try (OpenedFile again = this.files.open(Source.of(name, theirs), this.format);
                OpenedFile oursAgain = this.files.open(Source.of(name, ours), this.format)) {
            byte[] theirText = this.files.plain(again.branches(), this.format);
            byte[] ourText = this.files.plain(oursAgain.branches(), this.format);
            // A comment that neither can open, because it stands elsewhere than where it was sealed, stays sealed in
            // the text.
            same(check, edit, expected, layout(theirText), layout(ourText));
        } catch (SecretsException ex) {
            boolean merge = SopsDefects.differInMergeKeyOnly(layout(theirs), layout(ours))
                    && !this.bench
                            .sops()
                            .run(this.directory, List.of("decrypt", name))
                            .succeeded();
            this.verdict.of(
                    check, merge ? Deliberate.MERGE_KEY : null, edit + ": " + ex.reason() + " " + ex.getMessage());
        }
    }

    private static String layout(byte[] text) {
        return SealedLayout.of(new String(text, StandardCharsets.UTF_8));
    }

    /** A file that we sealed, changed in an editor that sops starts. */
    void theirEditor(String ourName, OpenedFile opened) throws IOException {
        Edit edit = Edit.draw(this.document, opened.branches(), false);
        if (edit == null) {
            return;
        }
        byte[] text = this.files.plain(edit.apply(opened.branches()), this.format);
        Files.write(this.directory.resolve(SopsBench.EDITED), text);
        List<MapNode> expected = this.files.readPlain(Source.of("edited", text), this.format);
        String name = SopsBench.fileName("ours-edited", this.format);
        Path file = this.directory.resolve(name);
        Files.copy(this.directory.resolve(ourName), file);
        Result edited = this.bench.sops().run(this.directory, List.of("edit", name));
        byte[] ours;
        try {
            ours = this.files.resealEdited(opened, expected, this.format);
        } catch (SecretsException ex) {
            boolean moved = ex.reason() == SecretsException.Reason.SEAL_FAILED
                    && !this.bench
                            .sops()
                            .run(this.directory, List.of("decrypt", name))
                            .succeeded();
            this.verdict.of(
                    "sops edits our file",
                    moved ? Deliberate.COMMENT_SELECTOR : null,
                    edit + ": sops " + edited + "; ours " + ex.getMessage());
            return;
        }
        this.verdict.of("sops edits our file", edited.succeeded(), edit + ": " + edited);
        if (edited.succeeded()) {
            byte[] theirs = Files.readAllBytes(file);
            same("sops edits our file as we would", edit, expected, layout(theirs), layout(ours));
            reopened("we open our file that sops edited", edit, expected, name, theirs, ours);
            // Through the text a float becomes an integer, which is another value; and no time in a zone equals another
            // for sops.
            List<String> theirLost = lost(theirs, opened);
            theirLost.removeIf((value) -> value.endsWith(",type:time]"));
            int ourLost = lost(ours, opened).size();
            this.verdict.of(
                    "sops' editor keeps the sealed values that we keep",
                    theirLost.size() <= ourLost,
                    edit + ": sops loses " + theirLost.size() + ", we " + ourLost);
        }
    }

    private void same(String check, Edit edit, List<MapNode> tree, String theirs, String ours) {
        if (theirs.equals(ours)) {
            this.verdict.of(check, true, "");
        } else {
            Deliberate meant = null;
            if (SopsDefects.differInLeadingTabOnly(tree, theirs, ours)) {
                meant = Deliberate.LEADING_TAB;
            } else if (SopsDefects.differInMergeKeyOnly(theirs, ours)) {
                meant = Deliberate.MERGE_KEY;
            }
            this.verdict.of(check, meant, edit + ": " + Difference.between("sops", theirs, "ours", ours));
        }
    }

    /** sops gives equal values of one list one seal, so only a value that is alone at its place must keep it. */
    private void kept(byte[] changed, OpenedFile opened, Edit edit) {
        List<String> lost = lost(changed, opened);
        this.verdict.of(
                "their change keeps every other sealed value",
                lost.size() <= edit.touches(),
                edit + ": " + lost.size() + " sealed values changed instead of " + edit.touches());
    }

    private List<String> lost(byte[] changed, OpenedFile opened) {
        List<String> after = SealedLayout.sealedValues(new String(changed, StandardCharsets.UTF_8));
        List<MapNode> sealed = Stores.of(this.format).read(opened.source()).branches();
        List<String> lost = SingleSeals.of(sealed, opened.branches());
        after.forEach(lost::remove);
        lost.removeIf(SopsEdits::isComment);
        return lost;
    }

    /** Where a sealed comment reads back at another place it counts as a plain one and is sealed again; {@code sops} does so, too. */
    private static boolean isComment(String sealed) {
        return sealed.endsWith(",type:comment]");
    }
}
