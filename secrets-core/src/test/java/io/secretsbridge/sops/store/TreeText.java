package io.secretsbridge.sops.store;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A tree as one line of text, to compare with what {@code sops} recorded: maps as {@code {key=value;}}, lists as
 * {@code [value,]}, comments as {@code #inline:text}, values by the first letter of their type, and all text as hexadecimal
 * bytes.
 */
final class TreeText {

    private TreeText() {}

    static String of(List<MapNode> branches) {
        StringBuilder text = new StringBuilder();
        branches.forEach((branch) -> text.append(of(branch)).append('|'));
        return text.toString();
    }

    private static String of(Node node) {
        StringBuilder text = new StringBuilder();
        if (node instanceof MapNode map) {
            text.append('{');
            for (MapNode.Item item : map.items()) {
                if (item instanceof MapNode.Entry entry) {
                    text.append(hex(entry.key())).append('=').append(of(entry.value()));
                } else if (item instanceof CommentNode comment) {
                    text.append(of(comment));
                }
                text.append(';');
            }
            return text.append('}').toString();
        }
        if (node instanceof ListNode list) {
            text.append('[');
            list.elements().forEach((element) -> text.append(of(element)).append(','));
            return text.append(']').toString();
        }
        return (node instanceof CommentNode comment)
                ? "#" + comment.inline() + ":" + hex(comment.text())
                : scalar((ValueNode) node);
    }

    private static String scalar(ValueNode value) {
        return switch (value.type()) {
            case STRING, BYTES -> "s" + HexFormat.of().formatHex(value.toByteArray());
            case INTEGER -> "i" + value.text();
            case FLOAT -> "f" + value.text();
            case BOOLEAN -> "b" + value.text().toLowerCase(Locale.ROOT);
            case TIMESTAMP -> "t" + value.text();
            case NULL -> "n";
        };
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
