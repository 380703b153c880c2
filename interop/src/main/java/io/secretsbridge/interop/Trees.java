package io.secretsbridge.interop;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Trees as text, to compare them and to say where they differ. */
final class Trees {

    private Trees() {}

    /**
     * Returns keys, values and types without the comments, which the text is compared for. Two things that no sealed file keeps are
     * made equal: an unsealed {@code 1.0} is written {@code 1}, and an empty comment of a list becomes an empty element.
     */
    static String values(List<MapNode> branches) {
        StringBuilder text = new StringBuilder();
        for (MapNode branch : branches) {
            append(text, branch, 0);
            text.append("---\n");
        }
        return text.toString();
    }

    /** Returns the values and types in their order, without keys and comments. */
    static String leaves(List<MapNode> branches) {
        return values(branches).replaceAll("(?m)^ *('[^']*'.*?: |- )?(map|list)?\\n?", "");
    }

    private static void append(StringBuilder text, Node node, int depth) {
        if (node instanceof MapNode map) {
            text.append("map\n");
            for (MapNode.Entry entry : map.entries()) {
                text.append(" ".repeat(depth))
                        .append(quoted(entry.key().getBytes(StandardCharsets.UTF_8)))
                        .append(": ");
                append(text, entry.value(), depth + 1);
            }
        } else if (node instanceof ListNode list) {
            text.append("list\n");
            for (Node element : list.elements()) {
                boolean empty = element instanceof ValueNode value && value.isString() && value.length() == 0;
                if (!(element instanceof CommentNode) && !empty) {
                    text.append(" ".repeat(depth)).append("- ");
                    append(text, element, depth + 1);
                }
            }
        } else if (node instanceof ValueNode value) {
            boolean number = value.type() == ValueNode.Type.INTEGER || value.type() == ValueNode.Type.FLOAT;
            text.append(number ? "NUMBER" : value.type().name()).append(' ');
            text.append(quoted(value.toByteArray())).append('\n');
        }
    }

    private static String quoted(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.chars().allMatch((c) -> c >= ' ' && c < 127)) {
            return "'" + text + "'";
        }
        return "'" + text.replaceAll("[^ -~]", "?") + "' " + Base64.getEncoder().encodeToString(bytes);
    }
}
