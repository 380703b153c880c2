package io.secretsbridge.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names are those that Spring Boot 4.1 gives to the same YAML. */
class FlattenedTreeTests {

    @Test
    void ofNamesAsSpringBootDoes() {
        MapNode tree = MapNode.of(
                new CommentNode(" a comment"),
                new Entry("db", MapNode.of(new Entry("user", string("u")), new Entry("[odd.key]", string("o")))),
                new Entry(
                        "list",
                        ListNode.of(
                                string("0"),
                                new CommentNode(" not counted"),
                                ValueNode.nullValue(Position.NONE),
                                MapNode.EMPTY,
                                ListNode.of(),
                                MapNode.of(new Entry("x", string("4"))),
                                ListNode.of(string("5")))),
                new Entry("dotted.key", string("d")),
                new Entry("nothing", ValueNode.nullValue(Position.NONE)),
                new Entry("map", MapNode.of(new CommentNode(" only a comment"))),
                new Entry("empty", ListNode.of(new CommentNode(" only a comment"))));
        FlattenedTree flattened = FlattenedTree.of(List.of(tree), "test");
        assertThat(flattened.leaves().keySet())
                .containsExactly(
                        "db.user",
                        "db[odd.key]",
                        "list[0]",
                        "list[1]",
                        "list[2]",
                        "list[3]",
                        "list[4].x",
                        "list[5][0]",
                        "dotted.key",
                        "nothing",
                        "map",
                        "empty");
        assertThat(flattened.leaves().get("list[1]").value()).isEqualTo(string(""));
        assertThat(flattened.leaves().get("map").value()).isEqualTo(string(""));
    }

    @Test
    void ofGivesThePathOfEachValue() {
        MapNode tree = MapNode.of(new Entry(
                "list", ListNode.of(new CommentNode(" counted in paths"), MapNode.of(new Entry("x", string("v"))))));
        FlattenedTree.of(List.of(tree), "test").leaves().forEach((name, leaf) -> {
            assertThat(name).isEqualTo("list[0].x");
            assertThat(leaf.path()).hasToString("[\"list\"][1][\"x\"]");
            assertThat(leaf.path().find(tree)).isEqualTo(leaf.value());
        });
    }

    @Test
    void ofWhenTwoValuesHaveOneNameIsRefused() {
        MapNode tree = MapNode.of(
                new Entry("a.b", string("one")),
                new Entry("a", MapNode.of(new Entry("b", ValueNode.string("two", new Position(3, 5))))));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> FlattenedTree.of(List.of(tree), "test"))
                .withMessageStartingWith("test:3:5 [\"a\"][\"b\"]: ")
                .withMessageContaining("'a.b'")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void ofWhenNestedTooDeepIsRefused() {
        Node deep = string("x");
        for (int level = 0; level < 10_000; level++) {
            deep = ListNode.of(deep);
        }
        MapNode tree = MapNode.of(new Entry("a", deep));
        assertRefused(tree);
    }

    @Test
    void ofWhenNamesAreTooLongTogetherIsRefused() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            entries.add(new Entry("k" + i, string("x")));
        }
        assertRefused(MapNode.of(new Entry("k".repeat(1 << 20), new MapNode(entries, Position.NONE))));
    }

    private static void assertRefused(MapNode tree) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> FlattenedTree.of(List.of(tree), "test"))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
                    assertThat(ex.getMessage()).hasSizeLessThan(200);
                });
    }

    private static ValueNode string(String text) {
        return ValueNode.string(text);
    }
}
