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

    private static Arbitrary<MapNode> map(int depth) {
        Arbitrary<MapNode.Item> entry =
                Combinators.combine(key(), node(depth - 1)).as(MapNode.Entry::new);
        // Entries are far more frequent than comments.
        return Arbitraries.<MapNode.Item>oneOf(entry, entry, entry, entry, comment())
                .list()
                .ofMaxSize(5)
                .map((items) -> new MapNode(items, Position.NONE));
    }

    private static Arbitrary<Node> node(int depth) {
        if (depth == 0) {
            return Arbitraries.<Node>oneOf(value());
        }
        Arbitrary<Node> element = Arbitraries.lazy(
                () -> Arbitraries.<Node>oneOf(node(depth - 1), node(depth - 1), node(depth - 1), comment()));
        Arbitrary<ListNode> list = element.list().ofMaxSize(4).map((elements) -> new ListNode(elements, Position.NONE));
        return Arbitraries.<Node>oneOf(value(), value(), value(), list, map(depth));
    }

    private static Arbitrary<String> key() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "b", "secret", "x_unencrypted", "a:b", "", "with space"),
                Arbitraries.strings().ofMaxLength(6).filter(Trees::isUnicode));
    }

    /** Comments that are empty are left out: in a list, sops makes an empty string of them. */
    private static Arbitrary<CommentNode> comment() {
        return Arbitraries.of(" seal this", " leave this", " other", "x").map(CommentNode::new);
    }

    private static Arbitrary<ValueNode> value() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "same", "ENC[", "\u0000\n").map(ValueNode::string),
                Arbitraries.strings().ofMaxLength(20).filter(Trees::isUnicode).map(ValueNode::string),
                Arbitraries.of(0L, Long.MIN_VALUE, Long.MAX_VALUE)
                        .map((number) -> ValueNode.integer(number, Position.NONE)),
                Arbitraries.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE)
                        .map((number) -> ValueNode.floating(number, Position.NONE)),
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
}
