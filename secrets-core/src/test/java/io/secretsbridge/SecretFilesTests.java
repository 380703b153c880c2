package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipeline over files that the real {@code sops} sealed. */
class SecretFilesTests {

    private final SecretFiles files = SecretFiles.create(Fixtures.keys("first"));

    @AfterEach
    void close() {
        this.files.close();
    }

    static Stream<String> names() {
        return Stream.of(
                "everything.json",
                "everything.env",
                "everything.ini",
                "everything.bin",
                "empty.bin",
                "everything.yaml",
                "encrypted-suffix.yaml",
                "unencrypted-suffix.yaml",
                "encrypted-regex.yaml",
                "unencrypted-regex.yaml",
                "encrypted-comment-regex.yaml",
                "unencrypted-comment-regex.yaml",
                "mac-only-encrypted.yaml",
                "documents.yaml");
    }

    static Source sealed(String name) {
        int dot = name.lastIndexOf('.');
        return Fixtures.source(name.substring(0, dot) + ".enc" + name.substring(dot));
    }

    @ParameterizedTest
    @MethodSource("names")
    void openWhenSealedBySopsGivesWhatSopsDecrypts(String name) {
        Format format = Format.ofFileName(name);
        try (OpenedFile file = this.files.open(sealed(name), format)) {
            assertThat(text(this.files.plain(file.branches(), format))).isEqualTo(Fixtures.text(name));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void openWhenReadBeforeGivesTheSame(String name) {
        Format format = Format.ofFileName(name);
        SealedFile read = this.files.read(sealed(name), format);
        assertThat(read.status().sealed()).isTrue();
        try (OpenedFile file = this.files.open(read)) {
            assertThat(text(this.files.plain(file.branches(), format))).isEqualTo(Fixtures.text(name));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void resealWhenNothingChangedKeepsAllButMacAndTime(String name) {
        Format format = Format.ofFileName(name);
        Source sealed = sealed(name);
        try (OpenedFile file = this.files.open(sealed, format)) {
            byte[] again = this.files.reseal(file, file.branches(), format);
            assertThat(lines(text(again), name)).isEqualTo(lines(text(sealed.bytes()), name));
            assertThat(text(again)).isNotEqualTo(text(sealed.bytes()));
            try (OpenedFile reopened = this.files.open(Source.of(name, again), format)) {
                assertThat(text(this.files.plain(reopened.branches(), format))).isEqualTo(Fixtures.text(name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void sealWhenSelectorIsThatOfTheFileGivesTheSameTree(String name) {
        Format format = Format.ofFileName(name);
        Selector selector;
        try (OpenedFile recorded = this.files.open(sealed(name), format)) {
            selector = recorded.metadata().selector();
        }
        SealRequest request = SealRequest.to(List.of(key("first"))).withSelector(selector);
        byte[] sealed = this.files.seal(Fixtures.source(name), format, format, request);
        try (OpenedFile file = this.files.open(Source.of(name, sealed), format)) {
            assertThat(text(this.files.plain(file.branches(), format))).isEqualTo(Fixtures.text(name));
            assertThat(file.metadata().selector()).isEqualTo(selector);
            assertThat(file.metadata().version()).isEqualTo(Metadata.COMPATIBLE_VERSION);
        }
    }

    /**
     * The lines without what must change, and without the default suffix, which sops writes out when a file without it is
     * sealed again. A sealed comment at the end of a line moves to a line of its own before it, as sops does it.
     */
    private static List<String> lines(String text, String name) {
        return text.lines()
                .filter((line) -> !line.matches(".*(lastmodified|mac)[\" ]*[:=].*"))
                .filter((line) -> !name.endsWith(".bin") || !line.contains("unencrypted_suffix"))
                .flatMap(SecretFilesTests::commentFirst)
                .toList();
    }

    private static Stream<String> commentFirst(String line) {
        int comment = line.indexOf(" #ENC[");
        if (comment < 0 || line.stripLeading().startsWith("#")) {
            return Stream.of(line);
        }
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        return Stream.of(indent + line.substring(comment + 1), line.substring(0, comment));
    }

    @Test
    void resealWhenOneValueChangedChangesOneLine() {
        Source sealed = sealed("everything.json");
        try (OpenedFile file = this.files.open(sealed, Format.JSON)) {
            List<MapNode> changed = List.of(replaceFirst(file.branches().get(0), "other words"));
            String again = text(this.files.reseal(file, changed, Format.JSON));
            List<String> before = text(sealed.bytes()).lines().toList();
            List<String> after = again.lines().toList();
            assertThat(after).hasSameSizeAs(before);
            List<String> different = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                if (!before.get(i).equals(after.get(i))) {
                    different.add(after.get(i).strip().replaceAll(":.*", ""));
                }
            }
            assertThat(different).containsExactly("\"text\"", "\"lastmodified\"", "\"mac\"");
        }
    }

    private static MapNode replaceFirst(MapNode branch, String text) {
        List<MapNode.Item> items = new ArrayList<>(branch.items());
        items.set(0, ((MapNode.Entry) items.get(0)).withValue(ValueNode.string(text)));
        return new MapNode(items, branch.position());
    }

    @Test
    void resealEditedWhenVersionWasOlderWritesOurs() {
        Source old = Source.of(
                "old.json",
                Fixtures.text("everything.enc.json")
                        .replace("\"3.13.3\"", "\"3.9.4\"")
                        .getBytes(StandardCharsets.UTF_8));
        try (OpenedFile file = this.files.open(old, Format.JSON)) {
            assertThat(text(this.files.reseal(file, file.branches(), Format.JSON)))
                    .contains("\"3.9.4\"");
            assertThat(text(this.files.resealEdited(file, file.branches(), Format.JSON)))
                    .contains("\"version\": \"3.13.3\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.14.0", "unreleased", ""})
    void openWhenVersionIsNewerOrNoVersionStillOpens(String version) {
        Source odd = Source.of(
                "odd.json",
                Fixtures.text("everything.enc.json")
                        .replace("\"3.13.3\"", "\"" + version + "\"")
                        .getBytes(StandardCharsets.UTF_8));
        try (OpenedFile file = this.files.open(odd, Format.JSON)) {
            assertThat(file.metadata().version()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource({"first-and-third", "second"})
    void openWhenEnoughGroupsCanBeUnlockedOpens(String keys) {
        try (SecretFiles able = SecretFiles.create(Fixtures.keys(keys));
                OpenedFile file = able.open(sealed("groups.yaml"), Format.YAML)) {
            assertThat(file.metadata().keyGroups()).hasSize(3);
            assertThat(file.metadata().shamirThreshold()).isEqualTo(2);
            assertThat(text(able.plain(file.branches(), Format.YAML))).isEqualTo("secret: shared\n");
        }
    }

    @Test
    void openWhenTooFewGroupsCanBeUnlockedNamesTheAttempts() {
        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(() -> this.files.open(sealed("groups.yaml"), Format.YAML))
                .satisfies((ex) -> {
                    assertThat(ex.location().source()).isEqualTo("groups.enc.yaml");
                    assertThat(ex.attempts()).isNotEmpty();
                });
    }

    @Test
    void openWhenNoKeyFitsNamesTheFile() {
        try (SecretFiles unable = SecretFiles.create(Fixtures.keys("third"))) {
            assertThatExceptionOfType(KeyUnavailableException.class)
                    .isThrownBy(() -> unable.open(sealed("everything.json"), Format.JSON))
                    .withMessageStartingWith("everything.enc.json");
        }
    }

    @Test
    void sealWhenGroupsHaveNoThresholdWritesTheirNumber() {
        SealRequest request = SealRequest.to(List.of())
                .withKeyGroups(List.of(List.of(key("first")), List.of(key("first"), key("second"))));
        byte[] sealed = this.files.seal(List.of(tree("a", "b")), Format.JSON, request);
        try (OpenedFile file = this.files.open(Source.of("x", sealed), Format.JSON)) {
            assertThat(file.metadata().shamirThreshold()).isEqualTo(2);
            assertThat(file.metadata().keyGroups().get(1).keys()).hasSize(2);
        }
    }

    @Test
    void sealWhenNoKeyIsGivenIsRefused() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.seal(List.of(tree("a", "b")), Format.JSON, SealRequest.to(List.of())))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void sealWhenBinaryIgnoresSelectors() {
        SealRequest request = SealRequest.to(List.of(key("first")))
                .withSelector(new Selector(Selector.Kind.ENCRYPTED_SUFFIX, "nothing ends so"));
        String sealed = text(this.files.seal(
                Source.of("x.pem", "key".getBytes(StandardCharsets.UTF_8)), Format.BINARY, Format.BINARY, request));
        assertThat(sealed).contains("\"data\": \"ENC[").doesNotContain("suffix");
    }

    @Test
    void sealWhenSealedAlreadyIsRefused() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.seal(
                        sealed("everything.json"), Format.JSON, Format.JSON, SealRequest.to(List.of(key("first")))))
                .withMessageStartingWith("everything.enc.json: ")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.ALREADY_SEALED));
    }

    @Test
    void sealWhenThereIsNoDocumentIsRefused() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.seal(
                        Source.of("empty.yaml", new byte[0]),
                        Format.YAML,
                        Format.YAML,
                        SealRequest.to(List.of(key("first")))))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.EMPTY));
    }

    /** What {@code sops} writes of these it does not open itself. */
    @ParameterizedTest
    @ValueSource(strings = {"UNENCRYPTED_COMMENT_REGEX", "ENCRYPTED_COMMENT_REGEX"})
    void sealWhenFormatDropsTheCommentsThatDecideIsRefused(Selector.Kind kind) {
        Source plain = Source.of("comments.yaml", "# keep\na: 1\nb: x\n".getBytes(StandardCharsets.UTF_8));
        SealRequest request = SealRequest.to(List.of(key("first"))).withSelector(new Selector(kind, "keep"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.seal(plain, Format.YAML, Format.JSON, request))
                .withMessage(
                        "comments.yaml: the file would not open again: its comments, by which values are selected, do not"
                                + " keep their places when it is written")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.SEAL_FAILED));
    }

    @Test
    void sealWhenSelectorIsNoRegularExpressionIsRefused() {
        SealRequest request = SealRequest.to(List.of(key("first")))
                .withSelector(new Selector(Selector.Kind.ENCRYPTED_REGEX, "(?=look-ahead)"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.seal(List.of(tree("a", "b")), Format.JSON, request))
                .withMessageContaining("encrypted_regex")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @CsvSource({
        "everything.enc.json, true",
        "everything.json, false",
        "everything.enc.env, true",
        "everything.env, false"
    })
    void statusNeedsNoKey(String name, boolean sealed) {
        try (SecretFiles unable = SecretFiles.create(Fixtures.keys("third"))) {
            assertThat(unable.status(Fixtures.source(name), Format.ofFileName(name)))
                    .isEqualTo(new FileStatus(sealed));
        }
    }

    @Test
    void statusWhenMalformedSaysSo() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.status(
                        Source.of("x.json", "{\"sops\":".getBytes(StandardCharsets.UTF_8)), Format.JSON))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void openWhenTruncatedAnywhereIsRefusedWithoutValues() {
        byte[] whole = Fixtures.bytes("everything.enc.json");
        int last = text(whole).lastIndexOf('}');
        for (int length = 0; length < last; length += 97) {
            Source truncated = Source.of("cut.json", java.util.Arrays.copyOf(whole, length));
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> this.files.open(truncated, Format.JSON))
                    .withMessageStartingWith("cut.json");
        }
    }

    @Test
    void closeWipesTheValues() {
        OpenedFile file = this.files.open(sealed("everything.json"), Format.JSON);
        ValueNode value = (ValueNode) file.branches().get(0).entries().get(0).value();
        assertThat(value.text()).isEqualTo("plain words");
        file.close();
        assertThat(value.toByteArray()).containsOnly(0);
        assertThat(file.toString()).isEqualTo("OpenedFile[everything.enc.json]");
    }

    @Test
    void valueWhenMapIsAFileOfItsOwn() {
        assertThat(text(this.files.value(tree("a", "b"), Format.JSON)))
                .isEqualTo(text(Stores.of(Format.JSON).writePlain(List.of(tree("a", "b")))));
        assertThat(text(this.files.value(ValueNode.string("b"), Format.JSON)))
                .isEqualTo(text(Stores.of(Format.JSON).writeValue(ValueNode.string("b"))));
    }

    private MasterKey key(String name) {
        return this.files.keyRing().parse("age", Fixtures.recipient(name));
    }

    private static MapNode tree(String key, String value) {
        return MapNode.of(new MapNode.Entry(key, ValueNode.string(value)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
