package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.bool;
import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.floating;
import static io.secretsbridge.sops.store.StoreTesting.integer;
import static io.secretsbridge.sops.store.StoreTesting.nothing;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@code sops} 3.13.3 sealed. */
@Timeout(60)
class SealedFilesTests {

    private static byte[] file(String name) throws IOException {
        try (InputStream in = SealedFilesTests.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static String text(String name) throws IOException {
        return new String(file(name), StandardCharsets.UTF_8);
    }

    private static Store store(String name) {
        return Stores.of(Format.ofFileName(name));
    }

    private static Metadata metadata() throws IOException {
        return store("sealed.json").read(source(file("sealed.json"))).metadata();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sealed.json",
                "groups.json",
                "sealed.bin",
                "groups.bin",
                "sealed.env",
                "groups.env",
                "sealed.ini",
                "groups.ini",
                "sealed.yaml",
                "groups.yaml"
            })
    void writeWhenReadWritesTheSameBytes(String name) throws IOException {
        byte[] sealed = file(name);
        Store store = store(name);
        assertThat(store.write(store.read(source(sealed)))).asString().isEqualTo(text(name));
    }

    @ParameterizedTest
    @CsvSource({
        "sealed-indent-0.json, 0",
        "sealed-indent-2.json, 2",
        "sealed-indent-4.bin, 4",
        "sealed-indent-2.yaml, 2"
    })
    void writeWhenReadAndIndentIsGivenWritesTheSameBytes(String name, int indent) throws IOException {
        Store store = Stores.of(Format.ofFileName(name), StoreOptions.DEFAULT.withIndent(indent));
        assertThat(store.write(store.read(source(file(name))))).asString().isEqualTo(text(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups.json", "groups.env", "groups.ini", "groups.yaml"})
    void readWhenFlatOrNotReadsTheSameMetadata(String name) throws IOException {
        Document document = store(name).read(source(file(name)));
        Metadata metadata = document.metadata();
        assertThat(metadata.keyGroups()).hasSize(2);
        assertThat(metadata.keyGroups().get(0).keys()).hasSize(2);
        assertThat(metadata.keyGroups().get(0).keys().get(1).wrapped())
                .startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")
                .endsWith("\n-----END AGE ENCRYPTED FILE-----\n");
        assertThat(metadata.keyGroups().get(1).keys()).hasSize(1);
        assertThat(metadata.shamirThreshold()).isEqualTo(2);
        assertThat(metadata.macOnlyEncrypted()).isTrue();
        assertThat(metadata.selector())
                .isEqualTo(new Selector(Selector.Kind.ENCRYPTED_REGEX, "^(pass|.*[=#]token|data)"));
        assertThat(metadata.version()).isEqualTo("3.13.3");
        assertThat(document.branches())
                .hasSize(1)
                .noneMatch((branch) -> store(name).usesReservedKey(branch));
    }

    @Test
    void readWhenIniIsOfSops3130ReadsLineEndsInTripleQuotes() throws IOException {
        String now = text("sealed.ini");
        StringBuilder then = new StringBuilder();
        now.lines().forEach((line) -> {
            int value = line.indexOf(" = ") + 3;
            then.append(
                            line.contains("-----BEGIN")
                                    ? line.substring(0, value) + "\"\"\""
                                            + line.substring(value).replace("\\n", "\n") + "\"\"\""
                                    : line)
                    .append('\n');
        });
        Store store = store("sealed.ini");
        assertThat(then.toString()).contains("\n-----END AGE").isNotEqualTo(now);
        assertThat(store.write(store.read(source(then.toString())))).asString().isEqualTo(now);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sealed.json",
                "groups.json",
                "sealed.bin",
                "sealed.env",
                "groups.env",
                "sealed.ini",
                "groups.ini",
                "groups.yaml"
            })
    void readWhenCutAnywhereReadsOrRefusesWithAPlace(String name) throws IOException {
        byte[] sealed = file(name);
        for (int length = 0; length < sealed.length; length++) {
            try {
                store(name).read(source(Arrays.copyOf(sealed, length)));
            } catch (SecretsException ex) {
                assertThat(ex.reason()).isIn(Reason.MALFORMED, Reason.NOT_SEALED);
                assertThat(ex.location().source()).isEqualTo("file");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sealed.json", "sealed.env", "sealed.ini", "groups.yaml"})
    void readWhenWholeFileIsThereTwiceIsRefused(String name) throws IOException {
        String twice = text(name) + text(name);
        assertThat(refusal(name, twice)).isEqualTo(Reason.MALFORMED);
    }

    private static Reason refusal(String name, String text) {
        try {
            store(name).read(source(text));
        } catch (SecretsException ex) {
            return ex.reason();
        }
        throw new AssertionError("was read");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JSON", "BINARY", "DOTENV", "INI"})
    void writeWhenSeveralDocumentsIsRefused(Format format) throws IOException {
        Document document = new Document(List.of(MapNode.EMPTY, MapNode.EMPTY), metadata());
        refused(Reason.NOT_EXPRESSIBLE, "", () -> Stores.of(format).write(document));
    }

    @ParameterizedTest
    @CsvSource({"JSON, sops", "BINARY, sops", "DOTENV, sops_", "DOTENV, sops_mac", "INI, sops", "YAML, sops"})
    void writeWhenTreeUsesTheReservedKeyIsRefused(Format format, String key) throws IOException {
        Node value = (format == Format.INI) ? MapNode.EMPTY : ValueNode.string("x");
        Document document = new Document(List.of(MapNode.of(entry(key, value))), metadata());
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"" + key + "\"]",
                () -> Stores.of(format).write(document));
    }

    @Test
    void writeWhenFlatFormatWouldChangeTheTypeOfAnUnsealedValueIsRefused() throws IOException {
        Metadata metadata = metadata();
        for (Node value : List.of(
                nothing(),
                bool(true),
                floating(1),
                floating(1e6),
                ValueNode.timestamp("2024-01-01T00:00:00.5Z", Position.NONE))) {
            Document flat = new Document(List.of(MapNode.of(entry("a", value))), metadata);
            refused(
                    Reason.NOT_EXPRESSIBLE,
                    "[\"a\"]",
                    () -> Stores.of(Format.DOTENV).write(flat));
            Document sections = new Document(List.of(MapNode.of(entry("s", MapNode.of(entry("a", value))))), metadata);
            refused(
                    Reason.NOT_EXPRESSIBLE,
                    "[\"s\"][\"a\"]",
                    () -> Stores.of(Format.INI).write(sections));
        }
    }

    @Test
    void writeWhenFlatFormatKeepsTheBytesOfAnUnsealedValueWritesIt() throws IOException {
        Document flat = new Document(
                List.of(MapNode.of(
                        entry("a", integer(5)),
                        entry("b", floating(1.5)),
                        entry("c", ValueNode.timestamp("2024-01-01T00:00:00Z", Position.NONE)))),
                metadata());
        assertThat(Stores.of(Format.DOTENV).write(flat))
                .asString()
                .startsWith("a=5\nb=1.5\nc=2024-01-01T00:00:00Z\nsops_age");
    }

    @Test
    void writeWhenDotenvWouldReadALiteralBackslashNAsLineEndIsRefused() throws IOException {
        Document document = new Document(List.of(MapNode.of(entry("a", "C:\\new"))), metadata());
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"a\"]",
                () -> Stores.of(Format.DOTENV).write(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOTENV", "INI"})
    void writeWhenFlatBlockWouldReadALiteralBackslashNAsLineEndIsRefused(Format format) throws IOException {
        Metadata old = metadata();
        Metadata metadata = new Metadata(
                old.keyGroups(),
                0,
                old.lastModified(),
                old.mac(),
                new Selector(Selector.Kind.ENCRYPTED_REGEX, "^\\\\name$"),
                false,
                old.version());
        Document document = new Document(List.of(MapNode.EMPTY), metadata);
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"sops\"][\"encrypted_regex\"]",
                () -> Stores.of(format).write(document));
    }

    @Test
    void writeWhenSealedJsonHasMinusZeroKeepsItReadable() throws IOException {
        Store store = Stores.of(Format.JSON);
        Document document = new Document(List.of(MapNode.of(entry("a", floating(-0.0)))), metadata());
        assertThat(store.read(source(store.write(document))).branches()).isEqualTo(document.branches());
    }

    @Test
    void readWhenYamlHasSeveralDocumentsTakesTheBlockOutOfEach() throws IOException {
        Document document = store("sealed.yaml").read(source(file("sealed.yaml")));
        assertThat(document.branches())
                .hasSize(3)
                .noneMatch((branch) -> store("sealed.yaml").usesReservedKey(branch));
        assertThat(document.branches().get(2)).isEqualTo(MapNode.EMPTY);
        assertThat(document.metadata().version()).isEqualTo("3.13.3");
    }

    @Test
    void readWhenOnlyALaterDocumentOfYamlHasTheBlockIsNotSealed() throws IOException {
        refused(
                Reason.NOT_SEALED,
                "file",
                () -> store("groups.yaml").read(source("a: 1\n---\n" + text("groups.yaml"))));
    }

    @Test
    void readWhenYamlBlockIsNoMapIsRefused() {
        refused(Reason.MALFORMED, "file:2:1", () -> Stores.of(Format.YAML).read(source("a: 1\nsops: [enc]\n")));
    }

    @Test
    void writeWhenYamlHasSeveralDocumentsPutsTheBlockIntoEach() throws IOException {
        Document document = new Document(List.of(MapNode.of(entry("a", "x")), MapNode.EMPTY), metadata());
        String yaml = new String(Stores.of(Format.YAML).write(document), StandardCharsets.UTF_8);
        assertThat(yaml)
                .startsWith("a: x\nsops:\n    age:\n        - enc: |\n")
                .containsOnlyOnce("\n---\nsops:\n    age:\n        - enc: |\n");
        assertThat(Stores.of(Format.YAML).read(source(yaml)).branches()).isEqualTo(document.branches());
    }

    @Test
    void writeWhenSealedYamlHasMinusZeroKeepsItReadable() throws IOException {
        Store store = Stores.of(Format.YAML);
        Document document = new Document(List.of(MapNode.of(entry("a", floating(-0.0)))), metadata());
        assertThat(store.read(source(store.write(document))).branches()).isEqualTo(document.branches());
    }

    @Test
    void readWhenSealedCommentsKeepsThem() throws IOException {
        MapNode root =
                store("sealed.ini").read(source(file("sealed.ini"))).branches().get(0);
        MapNode database = (MapNode) root.entries().get(1).value();
        assertThat(database.items().get(1))
                .isInstanceOfSatisfying(
                        CommentNode.class,
                        (comment) -> assertThat(comment.text())
                                .startsWith("ENC[AES256_GCM,")
                                .endsWith(",type:comment]"));
    }
}
