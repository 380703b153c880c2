package io.secretsbridge.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected trees are those that {@code sops} 3.13.3 makes. */
class TreeEditTests {

    private static final MapNode TREE = MapNode.of(
            new Entry("a", text("1")),
            new CommentNode("note"),
            new Entry(
                    "b",
                    MapNode.of(
                            new Entry("c", text("2")),
                            new Entry("l", new ListNode(List.of(text("x"), text("y")), Position.NONE)))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a\"]                     | [\"a\"]",
                "['b']['c']                  | [\"b\"][\"c\"]",
                "[\"b\"][\"l\"][1]           | [\"b\"][\"l\"][1]",
                "[\"b\"][\"l\"][9]           | [\"b\"][\"l\"][2]",
                "[\"b\"][\"l\"][9][\"z\"]    | [\"b\"][\"l\"][2][\"z\"]",
                "[\"a\"][\"deep\"]           | [\"a\"][\"deep\"]",
                "[\"b\"][\"l\"][1][5]        | [\"b\"][\"l\"][1][0]",
                "[\"new\"][7][\"y\"]         | [\"new\"][0][\"y\"]"
            })
    void setPutsTheValueThereAndLeavesTheRest(String path, String where) {
        MapNode changed = new TreeEdit("f", TreePath.parse(path)).set(TREE, text("v"));
        assertThat(TreePath.parse(where).find(changed)).isEqualTo(text("v"));
        assertThat(changed.items()).contains(new CommentNode("note"));
        assertThat(TREE.get("a")).isEqualTo(text("1"));
    }

    @Test
    void setWhenKeyIsNewAppendsIt() {
        MapNode changed = new TreeEdit("f", TreePath.parse("[\"z\"]")).set(TREE, text("v"));
        List<MapNode.Item> expected = new ArrayList<>(TREE.items());
        expected.add(new Entry("z", text("v")));
        assertThat(changed.items()).isEqualTo(expected);
    }

    @Test
    void setWhenKeyRepeatsChangesTheFirst() {
        MapNode doubled = MapNode.of(new Entry("a", text("1")), new Entry("a", text("2")));
        assertThat(new TreeEdit("f", TreePath.parse("[\"a\"]")).set(doubled, text("v")))
                .isEqualTo(MapNode.of(new Entry("a", text("v")), new Entry("a", text("2"))));
    }

    @ParameterizedTest
    @CsvSource({
        "[0], an index where the file has a map",
        "'[\"b\"][0]', an index where the file has a map",
        "'[\"b\"][\"l\"][\"k\"]', the file has a list here",
        "'[\"b\"][\"l\"][-1]', the file has a list here"
    })
    void setWhenPathDoesNotFitIsRefused(String path, String problem) {
        TreeEdit edit = new TreeEdit("f", TreePath.parse(path));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> edit.set(TREE, text("v")))
                .withMessageContaining(problem)
                .withMessageStartingWith("f ")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void unsetRemovesKeyOrElement() {
        assertThat(new TreeEdit("f", TreePath.parse("[\"a\"]")).unset(TREE).get("a"))
                .isNull();
        MapNode less = new TreeEdit("f", TreePath.parse("[\"b\"][\"l\"][0]")).unset(TREE);
        assertThat(TreePath.parse("[\"b\"][\"l\"]").find(less))
                .isEqualTo(new ListNode(List.of(text("y")), Position.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"q\"]', NOT_FOUND",
        "'[\"b\"][\"q\"][\"r\"]', NOT_FOUND",
        "'[\"b\"][\"l\"][2]', NOT_FOUND",
        "'[\"b\"][0]', NOT_FOUND",
        "'[\"a\"][\"x\"]', INVALID_ARGUMENT",
        "'[\"b\"][\"l\"][\"k\"]', INVALID_ARGUMENT",
        "'[\"b\"][\"l\"][-1]', INVALID_ARGUMENT"
    })
    void unsetWhenNothingIsThereIsRefused(String path, Reason reason) {
        TreeEdit edit = new TreeEdit("f", TreePath.parse(path));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> edit.unset(TREE))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).isEqualTo(reason);
                    assertThat(ex.location().keyPath()).isNotEmpty();
                });
    }

    @Test
    void newWhenPathIsRootOrEndlessIsRefused() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> new TreeEdit("f", TreePath.ROOT))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
        TreePath deep = TreePath.parse("[0]".repeat(Node.MAX_DEPTH + 1));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> new TreeEdit("f", deep))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
    }

    private static ValueNode text(String text) {
        return ValueNode.string(text);
    }
}
