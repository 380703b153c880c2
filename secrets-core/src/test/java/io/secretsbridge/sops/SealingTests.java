package io.secretsbridge.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sealing and opening of trees, without a file format around them. */
class SealingTests {

    private static final Instant NOW = Instant.parse("2026-05-22T20:16:23.987Z");

    private static final Source SOURCE = Source.of("test", new byte[0]);

    private final DataKey key = DataKey.generate();

    @Provide
    Arbitrary<List<MapNode>> branches() {
        return Trees.branches();
    }

    @Provide
    Arbitrary<Selector> selectors() {
        return Arbitraries.of(
                Selector.DEFAULT,
                new Selector(Selector.Kind.UNENCRYPTED_SUFFIX, "a"),
                new Selector(Selector.Kind.ENCRYPTED_SUFFIX, "t"),
                new Selector(Selector.Kind.UNENCRYPTED_REGEX, "^(a|b)$"),
                new Selector(Selector.Kind.ENCRYPTED_REGEX, "^(secret|a:b)$"),
                new Selector(Selector.Kind.UNENCRYPTED_COMMENT_REGEX, "leave this"),
                new Selector(Selector.Kind.ENCRYPTED_COMMENT_REGEX, "seal this"));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void openAfterSealGivesTheSameTree(
            @ForAll("branches") List<MapNode> branches,
            @ForAll("selectors") Selector selector,
            @ForAll boolean macOnlyEncrypted) {
        Document sealed = seal(branches, selector, macOnlyEncrypted);
        assertThat(open(sealed).branches()).isEqualTo(branches);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void resealWhenNothingChangedKeepsEverySeal(
            @ForAll("branches") List<MapNode> branches, @ForAll("selectors") Selector selector) {
        Document sealed = seal(branches, selector, false);
        Opened opened = open(sealed);
        Document again = Sealer.reseal(opened, opened.branches(), sealed.metadata(), this.key, NOW, "test");
        assertThat(again.branches()).isEqualTo(sealed.branches());
        assertThat(again.metadata().mac()).isNotEqualTo(sealed.metadata().mac());
        assertThat(open(again).branches()).isEqualTo(branches);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void openWhenAnyCharacterOfAValueIsChangedIsRefused(
            @ForAll("branches") List<MapNode> branches, @ForAll int where, @ForAll int what) {
        Document sealed = seal(branches, Selector.DEFAULT, false);
        List<ValueNode> values = Leaves.of(sealed.branches()).values;
        Assume.that(!values.isEmpty());
        int victim = Math.floorMod(where, values.size());
        ValueNode changed = changed(values.get(victim), what);
        Assume.that(!sameParts(changed, values.get(victim)));
        assertRefused(new Document(Leaves.replace(sealed.branches(), victim, changed), sealed.metadata()));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void openWhenTwoDifferentValuesAreSwappedIsRefused(
            @ForAll("branches") List<MapNode> branches, @ForAll int left, @ForAll int right) {
        Document sealed = seal(branches, Selector.DEFAULT, false);
        int count = Leaves.of(sealed.branches()).values.size();
        Assume.that(count > 1);
        List<MapNode> swapped = Leaves.swap(sealed.branches(), Math.floorMod(left, count), Math.floorMod(right, count));
        // The MAC covers what the values join to: two elements of a list that are equal may stand in either order.
        Assume.that(!plainBytes(swapped, sealed).equals(plainBytes(sealed.branches(), sealed)));
        assertRefused(new Document(swapped, sealed.metadata()));
    }

    /** What the MAC covers, of a document that may fail to open at all. */
    private String plainBytes(List<MapNode> branches, Document sealed) {
        try {
            Opened opened = Opener.openIgnoringMac(new Document(branches, sealed.metadata()), this.key, SOURCE);
            StringBuilder text = new StringBuilder();
            Leaves.of(opened.branches()).values.forEach((value) -> text.append(value.text()));
            return text.toString();
        } catch (SecretsException ex) {
            return "not authentic";
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void openWhenAValueIsRemovedIsRefused(@ForAll("branches") List<MapNode> branches, @ForAll int where) {
        Document sealed = seal(branches, Selector.DEFAULT, false);
        List<ValueNode> values = Leaves.of(sealed.branches()).values;
        Assume.that(!values.isEmpty());
        int victim = Math.floorMod(where, values.size());
        // An empty text adds nothing to the MAC, and nor does a comment.
        Assume.that(
                values.get(victim).length() > 0 && !values.get(victim).text().endsWith(",type:comment]"));
        List<MapNode> without = Leaves.replace(sealed.branches(), victim, ValueNode.nullValue(Position.NONE));
        assertRefused(new Document(without, sealed.metadata()));
    }

    @Test
    void sealWhenTheValueIsTheSameGivesAnotherTextEachTime() {
        Document sealed = seal(List.of(map("l", ListNode.of(string("same"), string("same")))), Selector.DEFAULT, false);
        List<ValueNode> values = Leaves.of(sealed.branches()).values;
        assertThat(values.get(0)).isNotEqualTo(values.get(1));
    }

    @Test
    void resealWhenAnEqualValueIsAddedGivesItASealOfItsOwn() {
        Document sealed = seal(List.of(map("l", ListNode.of(string("same")))), Selector.DEFAULT, false);
        Opened opened = open(sealed);
        MapNode changed = map("l", ListNode.of(string("same"), string("same")));
        List<ValueNode> values = Leaves.of(
                        Sealer.reseal(opened, List.of(changed), sealed.metadata(), this.key, NOW, null)
                                .branches())
                .values;
        assertThat(values.get(0)).isEqualTo(Leaves.of(sealed.branches()).values.get(0));
        assertThat(values.get(1)).isNotEqualTo(values.get(0));
    }

    @Test
    void sealWritesTimeInSecondsAndAuthenticatesIt() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        assertThat(sealed.metadata().lastModified()).isEqualTo("2026-05-22T20:16:23Z");
        Metadata metadata = sealed.metadata();
        assertRefused(
                new Document(sealed.branches(), metadata.withMac("2026-05-22T20:16:24Z", metadata.mac())),
                Reason.MAC_MISMATCH);
    }

    @Test
    void openWhenMacIsMissingIsRefused() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        Document without = new Document(
                sealed.branches(), sealed.metadata().withMac(sealed.metadata().lastModified(), ""));
        assertRefused(without, Reason.MAC_MISMATCH);
        assertThat(Opener.openIgnoringMac(without, this.key, SOURCE).branches()).containsExactly(map("a", string("b")));
    }

    @Test
    void openWhenMacIsOfAnotherKeyIsRefused() {
        Document sealed = seal(List.of(MapNode.EMPTY), Selector.DEFAULT, false);
        try (DataKey other = DataKey.generate()) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> Opener.open(sealed, other, SOURCE))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MAC_MISMATCH));
        }
    }

    @Test
    void openWhenMacIsThatOfAnotherFileOfTheKeyIsRefused() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        Document other = seal(List.of(map("a", string("c"))), Selector.DEFAULT, false);
        assertRefused(new Document(sealed.branches(), other.metadata()), Reason.MAC_MISMATCH);
    }

    @Test
    void openWhenMacModeIsSwitchedIsRefused() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        Metadata metadata = sealed.metadata();
        assertRefused(
                new Document(
                        sealed.branches(),
                        new Metadata(
                                metadata.keyGroups(),
                                0,
                                metadata.lastModified(),
                                metadata.mac(),
                                metadata.selector(),
                                true,
                                metadata.version())),
                Reason.MAC_MISMATCH);
    }

    @Test
    void openWhenOnlySealedValuesCountLetsOthersChange() {
        Selector selector = new Selector(Selector.Kind.ENCRYPTED_SUFFIX, "secret");
        MapNode tree = MapNode.of(new Entry("plain", string("1")), new Entry("secret", string("2")));
        Document sealed = seal(List.of(tree), selector, true);
        MapNode branch = sealed.branches().get(0);
        MapNode changed =
                MapNode.of(new Entry("plain", string("changed")), branch.items().get(1));
        assertThat(open(new Document(List.of(changed), sealed.metadata()))
                        .branches()
                        .get(0)
                        .get("plain"))
                .isEqualTo(string("changed"));
    }

    @Test
    void openWhenValueMovedToAnotherKeyNamesPlaceAndNotTheValue() {
        MapNode tree = MapNode.of(new Entry(
                "db", map("hosts", new ListNode(List.of(map("password", string("hunter2"))), Position.NONE))));
        Document sealed = seal(List.of(tree), Selector.DEFAULT, false);
        ValueNode value = Leaves.of(sealed.branches()).values.get(0);
        MapNode moved = map("db", map("hosts", ListNode.of(map("user", value.withPosition(new Position(7, 12))))));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> open(new Document(List.of(moved), sealed.metadata())))
                .withMessageStartingWith("test:7:12 [\"db\"][\"hosts\"][0][\"user\"]: ")
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.VALUE_TAMPERED);
                    assertThat(ex.getMessage()).doesNotContain("hunter2").doesNotContain("ENC");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "plain text, is not sealed",
        "'ENC[AES256_GCM,data:AAAA', is damaged",
        "'ENC[TINK_V1,key:x,data:y]', cipher that is not known",
        "'ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:quaternion]', type that is not known",
        "'ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:str]', is not authentic"
    })
    void openWhenValueIsNotASealedOneSaysWhy(String text, String problem) {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> open(new Document(List.of(map("a", string(text))), sealed.metadata())))
                .withMessageContaining(problem)
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.VALUE_TAMPERED);
                    assertThat(ex.getMessage()).doesNotContain(text);
                });
    }

    @Test
    void openWhenSealedValueShouldBeAndIsANumberIsRefused() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        assertRefused(
                new Document(List.of(map("a", ValueNode.integer(1, Position.NONE))), sealed.metadata()),
                Reason.VALUE_TAMPERED);
    }

    @Test
    void openWhenTypeOfAValueIsChangedIsRefused() {
        Document sealed = seal(List.of(map("a", string("b"))), Selector.DEFAULT, false);
        for (String type : List.of("int", "bool", "time", "comment")) {
            String text = Leaves.of(sealed.branches()).values.get(0).text().replace("type:str", "type:" + type);
            assertRefused(new Document(List.of(map("a", string(text))), sealed.metadata()), Reason.VALUE_TAMPERED);
        }
    }

    @Test
    void openWhenCommentCannotBeOpenedKeepsIt() {
        MapNode tree = MapNode.of(new CommentNode(" a comment", true, Position.NONE), new Entry("a", string("b")));
        Document sealed = seal(List.of(tree), Selector.DEFAULT, false);
        MapNode.Item value = sealed.branches().get(0).items().get(1);
        MapNode plainComment = MapNode.of(new CommentNode(" never sealed", true, Position.NONE), value);
        assertThat(open(new Document(List.of(plainComment), sealed.metadata()))
                        .branches()
                        .get(0)
                        .items()
                        .get(0))
                .isEqualTo(new CommentNode(" never sealed", true, Position.NONE));
        // That a sealed comment stood at the end of a line is lost, as in sops.
        assertThat(open(sealed).branches().get(0).items().get(0)).isEqualTo(new CommentNode(" a comment"));
    }

    @Test
    void openWhenSealedCommentOfAListFollowsAMarkerKeepsTheMarkerActive() {
        // sops cannot open this file: it takes the sealed comment for a value, after which the marker no longer counts.
        Selector selector = new Selector(Selector.Kind.ENCRYPTED_COMMENT_REGEX, "seal this");
        MapNode tree = map(
                "l",
                ListNode.of(new CommentNode(" seal this"), new CommentNode(" and this"), string("x"), string("y")));
        Document sealed = seal(List.of(tree), selector, false);
        List<Node> elements =
                ((ListNode) sealed.branches().get(0).entries().get(0).value()).elements();
        assertThat(elements.get(0)).isEqualTo(new CommentNode(" seal this"));
        assertThat(elements.get(3)).isEqualTo(string("y"));
        assertThat(((ValueNode) elements.get(2)).text()).startsWith("ENC[");
        assertThat(open(sealed).branches()).containsExactly(tree);
    }

    @Test
    void sealWhenSealedCommentWouldEndTheSealingIsRefused() {
        Selector selector = new Selector(Selector.Kind.UNENCRYPTED_COMMENT_REGEX, "^ENC");
        MapNode tree = MapNode.of(new CommentNode(" text"), new Entry("a", string("b")));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> seal(List.of(tree), selector, false))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.SEAL_FAILED));
    }

    @Test
    void openWhenSelectorIsNoRegularExpressionMatchesNothing() {
        Document sealed =
                seal(List.of(map("a", string("b"))), new Selector(Selector.Kind.UNENCRYPTED_SUFFIX, "zz"), false);
        Selector broken = new Selector(Selector.Kind.UNENCRYPTED_REGEX, "(");
        assertThat(open(new Document(sealed.branches(), sealed.metadata().withSelector(broken)))
                        .branches())
                .containsExactly(map("a", string("b")));
    }

    @Test
    void openWhenLargeIntegerWasHashedAsADoubleReadsTheDouble() {
        MapNode hashed = map("n_unencrypted", ValueNode.floating((double) 1234567890123456789L, Position.NONE));
        Document sealed = seal(List.of(hashed), Selector.DEFAULT, false);
        MapNode written = map("n_unencrypted", ValueNode.integer(1234567890123456789L, Position.NONE));
        assertThat(open(new Document(List.of(written), sealed.metadata())).branches())
                .containsExactly(hashed);
        MapNode other = map("n_unencrypted", ValueNode.integer(1234567890123999999L, Position.NONE));
        assertRefused(new Document(List.of(other), sealed.metadata()), Reason.MAC_MISMATCH);
    }

    @Test
    void openWhenValueIsSealedAsBytesGivesThemAndResealKeepsThem() {
        Document empty = seal(List.of(MapNode.EMPTY), Selector.DEFAULT, false);
        byte[] bytes = {0, -1, 2};
        byte[] text = new ValueCipher(this.key)
                .seal(bytes, "bytes", "a:".getBytes(StandardCharsets.UTF_8))
                .toBytes();
        MapNode branch = map("a", ValueNode.ofCanonical(ValueNode.Type.STRING, text, Position.NONE));
        Opened opened = Opener.openIgnoringMac(new Document(List.of(branch), empty.metadata()), this.key, SOURCE);
        assertThat(opened.branches())
                .containsExactly(map("a", ValueNode.ofCanonical(ValueNode.Type.BYTES, bytes, Position.NONE)));
        Document again = Sealer.reseal(opened, opened.branches(), empty.metadata(), this.key, NOW, null);
        assertThat(again.branches()).containsExactly(branch);
        assertThat(open(again).branches()).isEqualTo(opened.branches());
    }

    @Test
    void openWhenNestedTooDeepIsRefused() {
        Node deep = string("x");
        for (int level = 0; level < 10_000; level++) {
            deep = (level % 2 == 0) ? ListNode.of(deep) : map("k", deep);
        }
        MapNode root = map("root", deep);
        Document empty = seal(List.of(MapNode.EMPTY), Selector.DEFAULT, false);
        assertRefused(new Document(List.of(root), empty.metadata()), Reason.LIMIT_EXCEEDED);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> seal(List.of(root), Selector.DEFAULT, false))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
    }

    @Test
    void openWhenKeyPathsAreTooLongTogetherIsRefused() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            entries.add(new Entry("k" + i, string("x")));
        }
        MapNode tree = map("k".repeat(1 << 20), new MapNode(entries, Position.NONE));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> seal(List.of(tree), Selector.DEFAULT, false))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
                    assertThat(ex.getMessage()).hasSizeLessThan(200);
                });
    }

    @Test
    void closeWipesValuesAndForgetsSeals() {
        Opened opened = open(seal(List.of(map("a", string("secret"))), Selector.DEFAULT, false));
        ValueNode value = (ValueNode) opened.branches().get(0).entries().get(0).value();
        opened.close();
        assertThat(value.toByteArray()).containsOnly(0);
    }

    private Document seal(List<MapNode> branches, Selector selector, boolean macOnlyEncrypted) {
        Metadata metadata = new Metadata(List.of(), 0, "", "", selector, macOnlyEncrypted, Metadata.COMPATIBLE_VERSION);
        return Sealer.seal(branches, metadata, this.key, NOW, "test");
    }

    private Opened open(Document document) {
        return Opener.open(document, this.key, SOURCE);
    }

    private void assertRefused(Document document) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> open(document))
                .satisfies((ex) -> assertThat(ex.reason()).isIn(Reason.VALUE_TAMPERED, Reason.MAC_MISMATCH));
    }

    private void assertRefused(Document document, Reason reason) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> open(document))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
    }

    /** The last character of base64 before its padding has bits that mean nothing. */
    private static boolean sameParts(ValueNode one, ValueNode other) {
        SealedText left = SealedText.parse(one.toByteArray());
        SealedText right = SealedText.parse(other.toByteArray());
        return (left == null || right == null)
                ? one.equals(other)
                : Arrays.equals(left.data(), right.data())
                        && Arrays.equals(left.iv(), right.iv())
                        && left.type().equals(right.type());
    }

    private static ValueNode changed(ValueNode value, int what) {
        byte[] bytes = value.toByteArray();
        if (bytes.length == 0) {
            return string("x");
        }
        int at = Math.floorMod(what, bytes.length);
        bytes[at] = (byte) (bytes[at] == 'A' ? 'B' : 'A');
        return ValueNode.ofCanonical(ValueNode.Type.STRING, bytes, value.position());
    }

    private static ValueNode string(String text) {
        return ValueNode.string(text);
    }

    private static MapNode map(String key, Node value) {
        return MapNode.of(new Entry(key, value));
    }
}
