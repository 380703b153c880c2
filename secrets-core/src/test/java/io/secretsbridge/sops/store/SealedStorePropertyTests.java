package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.Fixtures;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What was sealed opens to the same tree, in every format and by every selector. */
class SealedStorePropertyTests {

    private static final SecretFiles FILES = SecretFiles.create(Fixtures.keys("first"));

    private static final MasterKey KEY = FILES.keyRing().parse("age", Fixtures.recipient("first"));

    record Case(Format format, MapNode tree) {}

    @AfterContainer
    static void close() {
        FILES.close();
    }

    @Provide
    static Arbitrary<Case> cases() {
        return Arbitraries.oneOf(
                of(Format.YAML, StorePropertyTests.commentedTrees()),
                of(Format.JSON, StorePropertyTests.jsonTrees()),
                of(Format.DOTENV, StorePropertyTests.flatTrees()),
                of(Format.INI, StorePropertyTests.sectionTrees()),
                of(Format.BINARY, contents()));
    }

    private static Arbitrary<MapNode> contents() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(200)
                .map((bytes) -> MapNode.of(new MapNode.Entry(
                        "data", ValueNode.ofCanonical(ValueNode.Type.STRING, bytes.clone(), Position.NONE))));
    }

    private static Arbitrary<Case> of(Format format, Arbitrary<MapNode> trees) {
        return trees.map((tree) -> new Case(format, tree));
    }

    @Provide
    static Arbitrary<Selector> selectors() {
        Arbitrary<String> words = Arbitraries.of("a", "key", "=", "true", "1", "\u00e9", "~", "yes");
        return Combinators.combine(Arbitraries.of(Selector.Kind.values()), words)
                .as((kind, text) -> (kind == Selector.Kind.DEFAULT) ? Selector.DEFAULT : new Selector(kind, text));
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void openAfterSealGivesTheSameTree(
            @ForAll("cases") Case one,
            @ForAll("selectors") Selector selector,
            @ForAll boolean macOnlyEncrypted,
            @ForAll boolean twoDocuments) {
        SealRequest request = new SealRequest(List.of(List.of(KEY)), 0, selector, macOnlyEncrypted);
        List<MapNode> branches = Collections.nCopies((twoDocuments && one.format() == Format.YAML) ? 2 : 1, one.tree());
        byte[] sealed;
        try {
            sealed = FILES.seal(branches, one.format(), request);
        } catch (SecretsException ex) {
            assertRefusalIsMeant(ex, one, selector);
            return;
        }
        try (OpenedFile opened = FILES.open(Source.of("sealed", sealed), one.format())) {
            MapNode expected = StorePropertyTests.withoutComments(one.tree());
            assertThat(opened.branches())
                    .hasSameSizeAs(branches)
                    .allSatisfy(
                            (branch) -> assertThat(StorePropertyTests.withoutComments(withoutEmptyDefault(branch, one)))
                                    .isEqualTo(expected));
        }
    }

    /** What a format cannot hold is refused, as in plain files, and so is a file whose comments decide and would move. */
    private static void assertRefusalIsMeant(SecretsException ex, Case one, Selector selector) {
        switch (ex.reason()) {
            case SEAL_FAILED ->
                assertThat(selector.kind().byComment() && hasComment(one.tree()))
                        .as(ex.getMessage())
                        .isTrue();
            case ALREADY_SEALED ->
                assertThat(Stores.of(one.format()).usesReservedKey(one.tree())).isTrue();
            default -> {
                assertThat(ex.reason()).isEqualTo(Reason.NOT_EXPRESSIBLE);
                assertThat(one.format()).isNotIn(Format.BINARY, Format.JSON);
            }
        }
    }

    /** Every INI file has a first section, which may be empty. */
    private static MapNode withoutEmptyDefault(MapNode opened, Case one) {
        boolean added = one.format() == Format.INI
                && opened.entries().get(0).equals(new MapNode.Entry(IniReader.DEFAULT_SECTION, MapNode.EMPTY));
        return added ? new MapNode(opened.items().subList(1, opened.items().size()), opened.position()) : opened;
    }

    private static boolean hasComment(MapNode tree) {
        return tree.items().stream().anyMatch(CommentNode.class::isInstance);
    }
}
