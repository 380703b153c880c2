package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreeEdit;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of sealed files: values, data key, master keys. What is not changed stays as it was sealed, byte for byte. */
class ResealingTests {

    private static final Selector PLAIN_SUFFIX = new Selector(Selector.Kind.UNENCRYPTED_SUFFIX, "_plain");

    private static final String KMS_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234";

    private static final String CREATED = "2020-01-02T03:04:05Z";

    private final SecretFiles files = SecretFiles.create(Fixtures.keys("first"));

    @AfterEach
    @AfterProperty
    void close() {
        this.files.close();
    }

    @Provide
    Arbitrary<MapNode> trees() {
        return map(3);
    }

    private static Arbitrary<MapNode> map(int depth) {
        Arbitrary<Entry> entry = Combinators.combine(key(), node(depth - 1)).as(Entry::new);
        return entry.list().ofMinSize(1).ofMaxSize(5).map(ResealingTests::withoutDoubles);
    }

    private static MapNode withoutDoubles(List<Entry> entries) {
        Map<String, Entry> byKey = new LinkedHashMap<>();
        entries.forEach((entry) -> byKey.putIfAbsent(entry.key(), entry));
        return new MapNode(List.copyOf(byKey.values()), Position.NONE);
    }

    private static Arbitrary<String> key() {
        return Arbitraries.of("a", "b", "c", "x_plain", "with space");
    }

    private static Arbitrary<Node> node(int depth) {
        Arbitrary<Node> value = Arbitraries.oneOf(
                Arbitraries.of("same", "", "two\nlines", "ENC[").map(ValueNode::string),
                Arbitraries.strings().alpha().ofMaxLength(8).map(ValueNode::string),
                Arbitraries.longs().map((number) -> ValueNode.integer(number, Position.NONE)),
                Arbitraries.of(true, false).map((bool) -> ValueNode.bool(bool, Position.NONE)),
                Arbitraries.just(ValueNode.nullValue(Position.NONE)));
        if (depth == 0) {
            return value;
        }
        Arbitrary<Node> list = Arbitraries.lazy(() -> node(depth - 1))
                .list()
                .ofMaxSize(3)
                .map((elements) -> new ListNode(elements, Position.NONE));
        return Arbitraries.<Node>oneOf(value, value, list, map(depth).map((map) -> map));
    }

    @Provide
    Arbitrary<Format> formats() {
        return Arbitraries.of(Format.YAML, Format.JSON);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void resealAfterSetKeepsEverySealOffThePath(
            @ForAll("trees") MapNode tree, @ForAll("formats") Format format, @ForAll int choice) {
        byte[] sealed = seal(tree, format);
        Map<TreePath, ValueNode> before = sealedLeaves(sealed, format);
        List<TreePath> paths = new ArrayList<>(before.keySet());
        paths.add(TreePath.ROOT.key("new").index(0).key("deep"));
        TreePath path = paths.get(Math.floorMod(choice, paths.size()));
        MapNode expected = new TreeEdit("x", path).set(tree, ValueNode.string("the new value"));
        byte[] changed;
        try (OpenedFile file = this.files.open(Source.of("x", sealed), format)) {
            changed = this.files.reseal(
                    file,
                    List.of(new TreeEdit("x", path).set(file.branches().get(0), ValueNode.string("the new value"))),
                    format);
        }
        assertThat(opened(changed, format)).isEqualTo(expected);
        Map<TreePath, ValueNode> after = sealedLeaves(changed, format);
        before.forEach((place, text) -> {
            if (!place.equals(path)) {
                assertThat(after.get(place)).as(place.toString()).isEqualTo(text);
            }
        });
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void resealAfterUnsetOfKeyKeepsEveryOtherSeal(
            @ForAll("trees") MapNode tree, @ForAll("formats") Format format, @ForAll int choice) {
        byte[] sealed = seal(tree, format);
        Map<TreePath, ValueNode> before = sealedLeaves(sealed, format);
        Entry leaving = tree.entries().get(Math.floorMod(choice, tree.entries().size()));
        TreePath path = TreePath.ROOT.key(leaving.key());
        byte[] changed;
        try (OpenedFile file = this.files.open(Source.of("x", sealed), format)) {
            MapNode less = new TreeEdit("x", path).unset(file.branches().get(0));
            changed = this.files.reseal(file, List.of(less), format);
        }
        assertThat(opened(changed, format)).isEqualTo(new TreeEdit("x", path).unset(tree));
        Map<TreePath, ValueNode> after = sealedLeaves(changed, format);
        before.keySet().removeIf((place) -> place.parts().get(0).equals(leaving.key()));
        assertThat(after).isEqualTo(before);
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void rewrapKeepsEverythingButKeys(
            @ForAll("trees") MapNode tree, @ForAll("formats") Format format, @ForAll boolean groups) {
        byte[] sealed = seal(tree, format);
        SealedFile file = this.files.read(Source.of("x", sealed), format);
        MasterKeys keys = groups
                ? file.masterKeys().plusGroup(List.of(key("first"), key("second")))
                : file.masterKeys().plus(List.of(key("second")));
        byte[] changed = this.files.rewrap(file, keys, format);
        Document before = Stores.of(format).read(Source.of("x", sealed));
        Document after = Stores.of(format).read(Source.of("x", changed));
        assertThat(after.branches()).isEqualTo(before.branches());
        assertThat(after.metadata().mac()).isEqualTo(before.metadata().mac());
        assertThat(after.metadata().lastModified()).isEqualTo(before.metadata().lastModified());
        assertThat(after.metadata().masterKeys()).isEqualTo(keys.withThreshold(groups ? 2 : 0));
        assertThat(opened(changed, format)).isEqualTo(tree);
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void rotateChangesEverySealAndNoValue(@ForAll("trees") MapNode tree, @ForAll("formats") Format format) {
        byte[] sealed = seal(tree, format);
        byte[] changed;
        try (OpenedFile file = this.files.open(Source.of("x", sealed), format)) {
            changed = this.files.rotate(file, file.metadata().masterKeys(), format);
        }
        assertThat(opened(changed, format)).isEqualTo(tree);
        Map<TreePath, ValueNode> after = sealedLeaves(changed, format);
        sealedLeaves(sealed, format).forEach((place, text) -> {
            if (text.text().startsWith("ENC[AES")) {
                assertThat(after.get(place)).as(place.toString()).isNotEqualTo(text);
            }
        });
    }

    private static Source plain(Format format) {
        return Source.of(
                "plain",
                switch (format) {
                    case YAML -> bytes("a: 1\n---\nb: x\n");
                    case JSON -> bytes("{\"a\": 1}");
                    case DOTENV -> bytes("A=1\n");
                    case INI -> bytes("[s]\na = 1\n");
                    case BINARY -> new byte[] {0, (byte) 0xff};
                });
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void rewrapAndRotateWorkForEveryFormat(Format format) {
        byte[] sealed = this.files.seal(plain(format), format, format, SealRequest.to(List.of(key("first"))));
        SealedFile file = this.files.read(Source.of("x", sealed), format);
        byte[] wider = this.files.rewrap(file, file.masterKeys().plus(List.of(key("second"))), format);
        try (OpenedFile opened = this.files.open(Source.of("x", wider), format)) {
            byte[] rotated = this.files.rotate(opened, opened.metadata().masterKeys(), format);
            try (OpenedFile again = this.files.open(Source.of("x", rotated), format)) {
                assertThat(this.files.plain(again.branches(), format))
                        .isEqualTo(this.files.plain(opened.branches(), format));
                assertThat(again.metadata().masterKeys())
                        .isEqualTo(opened.metadata().masterKeys());
            }
        }
    }

    @Test
    void rotateWhenAKeyLeavesShutsItOut() {
        byte[] sealed = this.files.seal(
                List.of(tree("a", "b")), Format.JSON, SealRequest.to(List.of(key("first"), key("second"))));
        byte[] changed;
        try (OpenedFile file = this.files.open(Source.of("x", sealed), Format.JSON)) {
            MasterKeys less = file.metadata().masterKeys().minus((key) -> key.equals(key("second")));
            changed = this.files.rotate(file, less, Format.JSON);
        }
        try (SecretFiles other = SecretFiles.create(Fixtures.keys("second"))) {
            other.open(Source.of("x", sealed), Format.JSON).close();
            assertThatExceptionOfType(KeyUnavailableException.class)
                    .isThrownBy(() -> other.open(Source.of("x", changed), Format.JSON));
        }
    }

    @Test
    void rotateWhenNoKeyIsLeftIsRefused() {
        byte[] sealed = seal(tree("a", "b"), Format.JSON);
        try (OpenedFile file = this.files.open(Source.of("x", sealed), Format.JSON)) {
            MasterKeys none = file.metadata().masterKeys().minus((key) -> true);
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> this.files.rotate(file, none, Format.JSON))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
        }
    }

    @Test
    void rewrapWhenMacDoesNotHoldLeavesItSo() {
        String sealed = new String(seal(tree("a_plain", "before"), Format.JSON), StandardCharsets.UTF_8);
        Source broken = Source.of("x", bytes(sealed.replace("before", "behind")));
        SealedFile file = this.files.read(broken, Format.JSON);
        byte[] changed = this.files.rewrap(file, file.masterKeys().plus(List.of(key("second"))), Format.JSON);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.open(Source.of("x", changed), Format.JSON))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MAC_MISMATCH));
    }

    /** Whoever knows a recipient can wrap a data key of his own for it. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void rewrapWhenDataKeyIsOfAnotherFileRefuses(Format format) {
        byte[] mine = this.files.seal(plain(format), format, format, SealRequest.to(List.of(key("first"))));
        byte[] other = this.files.seal(plain(format), format, format, SealRequest.to(List.of(key("first"))));
        assertRewrapRefused(
                new String(mine, StandardCharsets.UTF_8)
                        .replace(armour(mine).get(0), armour(other).get(0)),
                format);
    }

    /** Shares of two files combine to a data key that none of them has. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void rewrapWhenAShareIsOfAnotherFileRefuses(Format format) {
        SealRequest request =
                SealRequest.to(List.of()).withKeyGroups(List.of(List.of(key("first")), List.of(key("first"))));
        byte[] mine = this.files.seal(plain(format), format, format, request);
        byte[] other = this.files.seal(plain(format), format, format, request);
        assertRewrapRefused(
                new String(mine, StandardCharsets.UTF_8)
                        .replace(armour(mine).get(1), armour(other).get(1)),
                format);
    }

    /** The MAC is sealed together with the time, so that after a change of both only a value shows which data key it is. */
    @Test
    void rewrapWhenOnlyOneValueOpensWrapsItsKey() {
        String sealed = new String(
                seal(
                        MapNode.of(new Entry("a", ValueNode.string("b")), new Entry("c", ValueNode.string("d"))),
                        Format.JSON),
                StandardCharsets.UTF_8);
        Source broken =
                Source.of("x", bytes(sealed.replaceFirst("data:..", "data:AA").replaceFirst("20\\d\\d-", "1999-")));
        SealedFile file = this.files.read(broken, Format.JSON);
        byte[] changed = this.files.rewrap(file, file.masterKeys().plus(List.of(key("second"))), Format.JSON);
        assertThat(this.files
                        .read(Source.of("x", changed), Format.JSON)
                        .masterKeys()
                        .groups()
                        .get(0))
                .containsExactly(key("first"), key("second"));
    }

    private void assertRewrapRefused(String sealed, Format format) {
        SealedFile file = this.files.read(Source.of("x", bytes(sealed)), format);
        MasterKeys keys = file.masterKeys().plus(List.of(key("second")));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.rewrap(file, keys, format))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.MAC_MISMATCH);
                    assertThat(ex.problem()).contains("opens neither the MAC nor any value");
                });
    }

    private static List<String> armour(byte[] sealed) {
        return Pattern.compile("(?s)-----BEGIN AGE ENCRYPTED FILE-----.*?-----END AGE ENCRYPTED FILE-----")
                .matcher(new String(sealed, StandardCharsets.UTF_8))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** A key of a kind that nothing here serves can leave, and cannot stay when the data key is wrapped anew. */
    @Test
    void rotateWhenKeyHasNoProviderCanOnlyRemoveIt() {
        Source source = withKmsKey();
        try (SecretFiles few = ageOnly();
                OpenedFile file = few.open(source, Format.JSON)) {
            KeyRing keyRing = few.keyRing();
            MasterKeys keys = file.metadata().masterKeys();
            assertThat(keyRing.serves("kms")).isFalse();
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> few.rotate(file, keys, Format.JSON))
                    .withMessageContaining(KMS_ARN)
                    .satisfies((ex) -> {
                        assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED);
                        assertThat(ex.action()).contains("io.secretsbridge:secrets-kms-aws");
                    });
            MasterKeys less = keys.minus(
                    (key) -> key.kind().equals("kms") && keyRing.describe(key).equals(KMS_ARN + "+role|a:b|team"));
            byte[] rotated = few.rotate(file, less, Format.JSON);
            try (OpenedFile again = few.open(Source.of("x", rotated), Format.JSON)) {
                assertThat(again.metadata().masterKeys()).isEqualTo(less);
                assertThat(less.groups()).containsExactly(List.of(key("first")));
            }
        }
    }

    @Test
    void resealWhenKeyHasNoProviderKeepsIt() {
        Source source = withKmsKey();
        try (SecretFiles few = ageOnly();
                OpenedFile file = few.open(source, Format.JSON)) {
            byte[] changed = few.reseal(file, List.of(tree("a", "c")), Format.JSON);
            assertThat(few.read(Source.of("x", changed), Format.JSON).metadata().keyGroups())
                    .isEqualTo(file.metadata().keyGroups());
        }
    }

    /** What sops writes of such a file after the same change it does not read itself: seed 1795520762, document 1669. */
    @Test
    void resealWhenMergedListHasCommentsOpensAgain() {
        Source plain = Source.of("x", bytes("a:\n    b: &c\n        # note\n        d: e\n<<: [*c, *c]\n"));
        byte[] sealed = this.files.seal(plain, Format.YAML, Format.YAML, SealRequest.to(List.of(key("first"))));
        try (OpenedFile file = this.files.open(Source.of("x", sealed), Format.YAML)) {
            MapNode changed = new TreeEdit("x", TreePath.ROOT.key("f"))
                    .set(file.branches().get(0), ValueNode.string("g"));
            byte[] resealed = this.files.reseal(file, List.of(changed), Format.YAML);
            assertThat(opened(resealed, Format.YAML).entries().stream().map(Entry::key))
                    .containsExactly("a", "<<", "f");
        }
    }

    @Test
    void fittingWhenFirstDocumentOnlyDropsTheOthersAndOtherwiseRefuses() {
        List<MapNode> two = List.of(tree("a", "1"), tree("b", "2"));
        SecretFiles asSops = this.files.withFirstDocumentOnly();
        assertThat(new String(asSops.plain(two, Format.DOTENV), StandardCharsets.UTF_8))
                .isEqualTo("a=1\n");
        assertThat(new String(asSops.plain(two, Format.JSON), StandardCharsets.UTF_8))
                .isEqualTo("{\n\t\"a\": \"1\"\n}\n");
        byte[] sealed = asSops.seal(two, Format.JSON, SealRequest.to(List.of(key("first"))));
        assertThat(opened(sealed, Format.JSON)).isEqualTo(two.get(0));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.files.plain(two, Format.JSON))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> asSops.plain(two, Format.BINARY))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE));
    }

    private static SecretFiles ageOnly() {
        return SecretFiles.of(KeyRing.create(Fixtures.keys("first"), List.of(new AgeProvider())), Clock.systemUTC());
    }

    private Source withKmsKey() {
        // In the order in which the fields are written.
        String kms = "\"kms\": [{\"arn\": \"" + KMS_ARN + "\", \"aws_profile\": \"team\", \"context\": {\"a\": \"b\"},"
                + " \"created_at\": \"" + CREATED + "\", \"enc\": \"AAAA\", \"role\": \"role\"}],";
        String sealed = new String(seal(tree("a", "b"), Format.JSON), StandardCharsets.UTF_8);
        return Source.of("x", bytes(sealed.replace("\"sops\": {", "\"sops\": {" + kms)));
    }

    private byte[] seal(MapNode tree, Format format) {
        return this.files.seal(
                List.of(tree), format, SealRequest.to(List.of(key("first"))).withSelector(PLAIN_SUFFIX));
    }

    private MapNode opened(byte[] sealed, Format format) {
        try (OpenedFile file = this.files.open(Source.of("x", sealed), format)) {
            // A copy by way of text, because closing wipes the values.
            Source plain = Source.of("x", this.files.plain(file.branches(), format));
            return this.files.readPlain(plain, format).get(0);
        }
    }

    private static Map<TreePath, ValueNode> sealedLeaves(byte[] sealed, Format format) {
        Map<TreePath, ValueNode> leaves = new HashMap<>();
        collect(Stores.of(format).read(Source.of("x", sealed)).branches().get(0), TreePath.ROOT, leaves);
        return leaves;
    }

    private static void collect(Node node, TreePath path, Map<TreePath, ValueNode> leaves) {
        if (node instanceof ValueNode value) {
            leaves.put(path, value);
        } else if (node instanceof MapNode map) {
            map.entries().forEach((entry) -> collect(entry.value(), path.key(entry.key()), leaves));
        } else if (node instanceof ListNode list) {
            for (int i = 0; i < list.elements().size(); i++) {
                collect(list.elements().get(i), path.index(i), leaves);
            }
        }
    }

    private MasterKey key(String fixture) {
        return this.files.keyRing().parse("age", Fixtures.recipient(fixture));
    }

    private static MapNode tree(String key, String value) {
        return MapNode.of(new Entry(key, ValueNode.string(value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
