package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes JSON, byte for byte as {@code sops} does. Comments have no place in it and are left out, as there. */
final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private static final int TAB = -1;

    /** Not an indentation: no white space between the tokens at all. */
    static final int COMPACT = -2;

    private final Output out = new Output();

    private final int indent;

    /** Keys and indices of what is being written, for errors. */
    private final Deque<Object> path = new ArrayDeque<>();

    private JsonWriter(int indent) {
        this.indent = indent;
    }

    static byte[] document(MapNode root, int indent) {
        JsonWriter writer = new JsonWriter(indent);
        writer.write(root);
        writer.out.write('\n');
        return writer.out.take();
    }

    static byte[] value(Node node, int indent) {
        JsonWriter writer = new JsonWriter(indent);
        writer.write(node);
        return writer.out.take();
    }

    private void write(Node node) {
        if (this.path.size() > JsonReader.MAX_DEPTH) {
            throw notExpressible(
                    "the nesting is deeper than " + JsonReader.MAX_DEPTH + " levels", "Make the structure flatter");
        }
        if (node instanceof MapNode map) {
            write(map);
        } else if (node instanceof ListNode list) {
            write(list);
        } else if (node instanceof ValueNode value) {
            write(value);
        }
    }

    private void write(MapNode map) {
        this.out.write('{');
        boolean empty = true;
        for (MapNode.Entry entry : map.entries()) {
            separate(empty);
            empty = false;
            this.path.addLast(entry.key());
            write(entry.key().getBytes(StandardCharsets.UTF_8));
            this.out.write(':');
            if (this.indent != COMPACT) {
                this.out.write(' ');
            }
            write(entry.value());
            this.path.removeLast();
        }
        close('}', empty);
    }

    private void write(ListNode list) {
        this.out.write('[');
        int index = 0;
        for (Node element : list.elements()) {
            if (element instanceof CommentNode) {
                continue;
            }
            separate(index == 0);
            this.path.addLast(index++);
            write(element);
            this.path.removeLast();
        }
        close(']', index == 0);
    }

    private void separate(boolean first) {
        if (!first) {
            this.out.write(',');
        }
        newLine(this.path.size() + 1);
    }

    private void close(char sign, boolean empty) {
        if (!empty) {
            newLine(this.path.size());
        }
        this.out.write(sign);
    }

    private void newLine(int level) {
        if (this.indent == COMPACT) {
            return;
        }
        this.out.write('\n');
        for (int count = 0; count < level; count++) {
            if (this.indent == TAB) {
                this.out.write('\t');
            } else {
                this.out.repeat(' ', this.indent);
            }
        }
    }

    private void write(ValueNode value) {
        switch (value.type()) {
            case STRING, BYTES, TIMESTAMP -> write(value.toByteArray());
            case INTEGER -> this.out.write(value.text());
            case BOOLEAN -> this.out.write(value.text().equals("True") ? "true" : "false");
            case NULL -> this.out.write("null");
            case FLOAT -> this.out.write(number(value.text()));
        }
    }

    private String number(String canonical) {
        if (canonical.equals("NaN") || canonical.endsWith("Inf")) {
            throw notExpressible(
                    "JSON has no number for " + canonical, "Make the value a string, or choose another format");
        }
        if (canonical.equals("-0")) {
            // Without the fraction it would be read as the integer 0, and the MAC of a sealed file would not hold.
            return "-0.0";
        }
        FloatText number = FloatText.of(canonical);
        boolean plain = number.exponent() >= -6 && number.exponent() < 21;
        return plain ? number.plain() : number.scientific('e', 1);
    }

    /** Writes a string from its UTF-8 bytes, which are wiped. */
    private void write(byte[] text) {
        this.out.write('"');
        int plainFrom = 0;
        int at = 0;
        while (at < text.length) {
            int sequence = Utf8.sequence(text, at, text.length);
            if (sequence == 0) {
                throw notExpressible(
                        "the value is not UTF-8 text, and JSON holds nothing else",
                        "Choose the output format 'binary', or encode the value as base64");
            }
            String escaped = escape(text, at, sequence);
            if (escaped != null) {
                this.out.write(text, plainFrom, at);
                this.out.write(escaped);
                plainFrom = at + sequence;
            }
            at += sequence;
        }
        this.out.write(text, plainFrom, at);
        this.out.write('"');
        Arrays.fill(text, (byte) 0);
    }

    private static @Nullable String escape(byte[] text, int at, int sequence) {
        int first = text[at];
        if (sequence == 3) {
            // The two line separators that JavaScript once took for line ends.
            boolean separator = first == (byte) 0xE2 && text[at + 1] == (byte) 0x80 && (text[at + 2] & 0xFE) == 0xA8;
            return separator ? "\\u202" + HEX.charAt(text[at + 2] & 0xF) : null;
        }
        return switch (first) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '<', '>', '&' -> unicode(first);
            default -> (first >= 0 && first < ' ') ? unicode(first) : null;
        };
    }

    private static String unicode(int character) {
        return "\\u00" + HEX.charAt(character >> 4) + HEX.charAt(character & 0xF);
    }

    private SecretsException notExpressible(String problem, String action) {
        TreePath place = TreePath.ROOT;
        for (Object part : this.path) {
            place = (part instanceof Integer index) ? place.index(index) : place.key((String) part);
        }
        return Problems.notExpressible(place, problem, action);
    }
}
