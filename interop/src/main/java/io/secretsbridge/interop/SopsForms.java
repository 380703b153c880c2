package io.secretsbridge.interop;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A file of sops whose metadata is put into every form that a release, a hand or a merge may have left: both programs open it or
 * both refuse it, and when one changes a value the block that it writes is that of the other.
 */
final class SopsForms {

    private static final String PLAIN = "{\"user\": \"admin\", \"open_unencrypted\": \"x\"}";

    private static final Map<Format, String> FLAT = Map.of(
            Format.DOTENV, "user=admin\nopen_unencrypted=x\n", Format.INI, "[s]\nuser = admin\nopen_unencrypted = x\n");

    private final SopsBench bench;

    private final Tally tally;

    private final Path directory;

    SopsForms(SopsBench bench, Tally tally, Path parent) throws IOException {
        this.bench = bench;
        this.tally = tally;
        this.directory = Files.createDirectory(parent.resolve("forms"));
    }

    void run() throws IOException {
        this.bench.writeRule(this.directory.resolve(".sops.yaml"));
        for (Format format : List.of(Format.YAML, Format.JSON)) {
            String sealed = seal(format, PLAIN);
            for (MetadataForms.Form form : MetadataForms.all()) {
                compare(format, form.name(), changed(sealed, format, form.change()), form.meant());
            }
        }
        for (Map.Entry<Format, String> flat : FLAT.entrySet()) {
            Format format = flat.getKey();
            String sealed = seal(format, flat.getValue());
            for (FlatForms.Form form : FlatForms.all(format)) {
                compare(format, form.name(), form.change().apply(sealed), form.meant());
            }
        }
    }

    private String seal(Format format, String plain) throws IOException {
        String name = SopsBench.fileName("plain", format);
        Files.writeString(this.directory.resolve(name), plain);
        Result sealed = this.bench.sops().run(this.directory, List.of("encrypt", name));
        if (!sealed.succeeded()) {
            throw new IllegalStateException("sops does not seal " + name + ": " + sealed);
        }
        return sealed.text();
    }

    private static String changed(String sealed, Format format, UnaryOperator<List<MapNode.Entry>> change) {
        MapNode root = Stores.of(format).readPlain(source(sealed)).get(0);
        List<MapNode.Item> items = new ArrayList<>();
        for (MapNode.Entry entry : root.entries()) {
            Node value = entry.value();
            if (entry.key().equals(Metadata.KEY)) {
                List<MapNode.Entry> block = change.apply(new ArrayList<>(((MapNode) value).entries()));
                value = MetadataForms.whole(block);
            }
            items.add(entry.withValue(value));
        }
        byte[] written = Stores.of(format).writePlain(List.of(new MapNode(items, Position.NONE)));
        return new String(written, StandardCharsets.UTF_8);
    }

    private void compare(Format format, String form, String sealed, @Nullable Deliberate meant) throws IOException {
        String subject = format.word() + " with " + form;
        String name = SopsBench.fileName("form", format);
        Path file = this.directory.resolve(name);
        Files.writeString(file, sealed);
        Result theirs = this.bench.sops().run(this.directory, List.of("decrypt", name));
        SecretFiles files = this.bench.files();
        try (OpenedFile opened = files.open(source(sealed), format)) {
            if (!theirs.succeeded()) {
                verdict("the same forms of metadata open", meant, subject, "sops " + theirs);
                return;
            }
            String ours = new String(files.plain(opened.branches(), format), StandardCharsets.UTF_8);
            check("a form of metadata opens to the same text", ours.equals(theirs.text()), subject, ours);
            String path = (format == Format.INI) ? "[\"s\"][\"user\"]" : "[\"user\"]";
            Result set = this.bench.sops().run(this.directory, List.of("set", name, path, "\"changed\""));
            if (!set.succeeded()) {
                verdict("the same forms of metadata are written", meant, subject, "sops " + set);
                return;
            }
            byte[] resealed = files.reseal(opened, changed(opened.branches()), format);
            String theirLayout = SealedLayout.of(Files.readString(file));
            String ourLayout = SealedLayout.of(new String(resealed, StandardCharsets.UTF_8));
            if (theirLayout.equals(ourLayout)) {
                this.tally.passed("a form of metadata is written alike");
            } else {
                verdict(
                        "a form of metadata is written alike",
                        meant,
                        subject,
                        Difference.between("sops", theirLayout, "ours", ourLayout));
            }
        } catch (SecretsException ex) {
            if (theirs.succeeded()) {
                verdict(
                        "the same forms of metadata open",
                        meant,
                        subject,
                        "ours " + ex.reason() + " " + ex.getMessage());
            } else {
                this.tally.passed("the same forms of metadata are refused");
            }
        } catch (RuntimeException ex) {
            this.tally.failed("no failure but a SecretsException", subject, ex + " at " + ex.getStackTrace()[0]);
        }
    }

    private static List<MapNode> changed(List<MapNode> branches) {
        return branches.stream().map((branch) -> (MapNode) changed(branch, "")).toList();
    }

    private static Node changed(Node node, String key) {
        if (node instanceof MapNode map) {
            return new MapNode(
                    map.items().stream()
                            .map((item) -> (item instanceof MapNode.Entry entry)
                                    ? entry.withValue(changed(entry.value(), entry.key()))
                                    : item)
                            .toList(),
                    map.position());
        }
        return key.equals("user") ? ValueNode.string("changed") : node;
    }

    private void verdict(String check, @Nullable Deliberate meant, String subject, String detail) {
        check((meant == null) ? check : "deliberate: " + meant.id(), meant != null, subject, detail);
    }

    private void check(String check, boolean passed, String subject, String detail) {
        if (passed) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, subject, detail);
        }
    }

    private static Source source(String text) {
        return Source.of("form", text.getBytes(StandardCharsets.UTF_8));
    }
}
