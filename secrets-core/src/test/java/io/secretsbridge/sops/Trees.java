package io.secretsbridge.sops;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random plain trees, with everything that a tree can hold. */
final class Trees {

    private static final int DEPTH = 4;

    private Trees() {}

    static Arbitrary<List<MapNode>> branches() {
        return map(DEPTH).list().ofMinSize(1).ofMaxSize(3);
    }

    static Arbitrary<MapNode> map(int depth) {
        Arbitrary<MapNode.Item> entry =
                Combinators.combine(key(), node(depth - 1)).as(MapNode.Entry::new);
        Arbitrary<MapNode.Item> comment = comment().map((node) -> node);
        return Arbitraries.frequencyOf(tuple(5, entry), tuple(1, comment))
                .list()
                .ofMaxSize(5)
                .map((items) -> new MapNode(items, Position.NONE));
    }

    private static Arbitrary<Node> node(int depth) {
        Arbitrary<Node> value = value().map((node) -> node);
        if (depth == 0) {
            return value;
        }
        Arbitrary<Node> element = Arbitraries.lazy(() -> Arbitraries.frequencyOf(
                tuple(4, node(depth - 1)), tuple(1, comment().map((node) -> (Node) node))));
        Arbitrary<Node> list = element.list().ofMaxSize(4).map((elements) -> new ListNode(elements, Position.NONE));
        return Arbitraries.frequencyOf(
                tuple(4, value), tuple(1, list), tuple(1, map(depth).map((node) -> (Node) node)));
    }

    private static Arbitrary<String> key() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "b", "secret", "x_unencrypted", "a:b", "", "with space"),
                Arbitraries.strings().excludeChars('\uFFFD').ofMaxLength(6).filter(Trees::isUnicode));
    }

    /** Comments that are empty are left out: in a list, sops makes an empty string of them. */
    static Arbitrary<CommentNode> comment() {
        return Arbitraries.of(" seal this", " leave this", " other", "x").map(CommentNode::new);
    }

    static Arbitrary<ValueNode> value() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "same", "ENC[", "\u0000\n").map(ValueNode::string),
                Arbitraries.strings().filter(Trees::isUnicode).ofMaxLength(20).map(ValueNode::string),
                Arbitraries.longs().map((number) -> ValueNode.integer(number, Position.NONE)),
                Arbitraries.doubles().map((number) -> ValueNode.floating(number, Position.NONE)),
                Arbitraries.of(true, false).map((bool) -> ValueNode.bool(bool, Position.NONE)),
                Arbitraries.of("2024-01-01T00:00:00Z", "2006-01-02T15:04:05.5+07:06")
                        .map((time) -> ValueNode.timestamp(time, Position.NONE)),
                Arbitraries.just(ValueNode.nullValue(Position.NONE)));
    }

    private static boolean isUnicode(String text) {
        return text.codePoints()
                .noneMatch((point) -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static <T> net.jqwik.api.Tuple.Tuple2<Integer, Arbitrary<T>> tuple(int frequency, Arbitrary<T> arbitrary) {
        return net.jqwik.api.Tuple.of(frequency, arbitrary);
    }
}
