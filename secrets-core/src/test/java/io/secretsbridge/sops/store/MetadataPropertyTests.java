package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Metadata that a format wrote it reads back, nested as in YAML and JSON or flat as in INI and dotenv. */
class MetadataPropertyTests {

    private static final String[] PIECES = {
        "a",
        "Key",
        "\n",
        "\\",
        "n",
        " ",
        "=",
        ":",
        "#",
        ";",
        "\"",
        "'",
        "`",
        "[",
        "]",
        "é",
        "😀",
        "\t",
        "-----BEGIN",
        "1",
        "true",
        "~"
    };

    private static Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(8).map((pieces) -> String.join("", pieces));
    }

    private static MapNode fields(List<String> names, List<String> texts) {
        MapNode.Entry[] entries = new MapNode.Entry[names.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new MapNode.Entry(names.get(i), ValueNode.string(texts.get(i)));
        }
        return MapNode.of(entries);
    }

    private static Arbitrary<WrappedKey> key(String kind, boolean created, String... names) {
        return Combinators.combine(texts().list().ofSize(names.length), texts(), texts())
                .as((values, wrapped, time) -> new WrappedKey(
                        new MasterKey(kind, fields(List.of(names), values)), wrapped, created ? time : null));
    }

    private static Arbitrary<WrappedKey> awsKey() {
        return Combinators.combine(key("kms", true, "arn", "aws_profile"), texts(), texts())
                .as((key, one, other) -> {
                    MapNode.Item[] items = {
                        key.masterKey().fields().items().get(0),
                        key.masterKey().fields().items().get(1),
                        new MapNode.Entry("context", fields(List.of("App", "Role"), List.of(one, other)))
                    };
                    return new WrappedKey(
                            new MasterKey(
                                    "kms",
                                    new MapNode(
                                            List.of(items),
                                            key.masterKey().fields().position())),
                            key.wrapped(),
                            key.createdAt());
                });
    }

    /** In the order of the kinds, in which they are read. */
    private static Arbitrary<KeyGroup> groups() {
        return Combinators.combine(
                        awsKey().list().ofMaxSize(2),
                        key("gcp_kms", true, "resource_id").list().ofMaxSize(1),
                        key("azure_kv", true, "name", "vault_url", "version")
                                .list()
                                .ofMaxSize(1),
                        key("hc_vault", true, "engine_path", "key_name", "vault_address")
                                .list()
                                .ofMaxSize(1),
                        key("pgp", true, "fp").list().ofMaxSize(2),
                        key("age", false, "recipient").list().ofMinSize(1).ofMaxSize(11))
                .as((aws, google, azure, vault, pgp, age) -> {
                    List<WrappedKey> keys = new ArrayList<>(aws);
                    keys.addAll(google);
                    keys.addAll(azure);
                    keys.addAll(vault);
                    keys.addAll(pgp);
                    keys.addAll(age);
                    return new KeyGroup(keys);
                });
    }

    @Provide
    static Arbitrary<Metadata> metadata() {
        Arbitrary<Selector> selectors = Combinators.combine(Arbitraries.of(Selector.Kind.values()), texts())
                .as((kind, text) -> (kind == Selector.Kind.DEFAULT) ? Selector.DEFAULT : new Selector(kind, text));
        return Combinators.combine(
                        groups().list().ofMinSize(1).ofMaxSize(12),
                        Arbitraries.integers().between(0, 12),
                        texts(),
                        selectors,
                        Arbitraries.of(true, false),
                        texts())
                .as((groups, threshold, mac, selector, macOnlyEncrypted, version) -> new Metadata(
                        groups, threshold, "2026-11-24T12:00:00Z", mac, selector, macOnlyEncrypted, version));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void readAfterWriteGivesTheSameMetadata(@ForAll("metadata") Metadata metadata, @ForAll Format format) {
        Store store = Stores.of(format);
        MapNode values = MapNode.of(StoreTesting.entry("data", "x"));
        MapNode tree = (format == Format.INI) ? MapNode.of(StoreTesting.entry("section", values)) : values;
        byte[] written;
        try {
            written = store.write(new Document(List.of(tree), metadata));
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE);
            assertThat(format).isIn(Format.DOTENV, Format.INI);
            return;
        }
        assertThat(store.read(StoreTesting.source(written)).metadata()).isEqualTo(metadata);
    }
}
