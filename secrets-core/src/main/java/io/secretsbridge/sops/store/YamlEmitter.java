package io.secretsbridge.sops.store;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.store.YamlLayout.Slot;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes trees as YAML in block style, byte for byte as {@code sops} does. A comment is handed over with its node and
 * written at the next place for its kind, which is not always beside that node; that too is part of the text.
 */
final class YamlEmitter {

    /** The longest key, with its tag, that stands on one line with its value: in bytes. */
    private static final int MAX_SIMPLE_KEY = 128;

    private final YamlOutput out = new YamlOutput();

    private final YamlScalarWriter scalars = new YamlScalarWriter(this.out);

    private final int bestIndent;

    private int indent = -1;

    private int depth;

    private int documents;

    private String head = "";

    private String line = "";

    private String foot = "";

    /** The comments after an entry, written before the next one. */
    private String tail = "";

    private String keyLine = "";

    /** Where a node stands. */
    private enum Place {
        ROOT,
        LIST,
        MAP
    }

    /**
     * Creates an emitter.
     *
     * @param indent the indentation of maps in maps: 2 to 9, anything else means 2
     */
    YamlEmitter(int indent) {
        this.bestIndent = (indent < 2 || indent > 9) ? 2 : indent;
    }

    /**
     * Writes a document.
     *
     * @param root its node
     */
    void document(Node root) {
        if (this.documents > 0) {
            this.out.writeIndent(this.indent);
            this.out.writeIndicator("---", true, false, false);
            this.out.writeIndent(this.indent);
            if (!this.head.isEmpty()) {
                writeHead();
                this.out.putBreak();
            }
        }
        this.documents++;
        Slot slot = new Slot(null, root, "", "", "");
        YamlLayout layout = hand(slot);
        writeHead();
        node(slot, layout, Place.ROOT);
        this.out.setFootIndent(0);
        writeFoot();
        this.out.setFootIndent(-1);
        this.out.writeIndent(this.indent);
    }

    /**
     * Returns what was written.
     *
     * @return the bytes
     */
    byte[] take() {
        return this.out.take();
    }

    /** Hands over the comments that are due when a node starts. */
    private YamlLayout hand(Slot slot) {
        if (slot.value() instanceof ValueNode) {
            hand(slot.head(), slot.line(), slot.foot());
            return YamlLayout.NONE;
        }
        YamlLayout layout =
                (slot.value() instanceof MapNode map) ? YamlLayout.of(map) : YamlLayout.of((ListNode) slot.value());
        hand(join(slot.head(), layout.head()), "", "");
        return layout;
    }

    private void hand(String above, String beside, String below) {
        this.head = above.isEmpty() ? this.head : above;
        this.line = beside.isEmpty() ? this.line : beside;
        this.foot = below.isEmpty() ? this.foot : below;
    }

    private static String join(String above, String below) {
        return (above.isEmpty() || below.isEmpty()) ? above + below : above + "\n" + below;
    }

    private void node(Slot slot, YamlLayout layout, Place place) {
        if (slot.value() instanceof ValueNode value) {
            scalar(YamlScalar.of(value), place);
            writeLine();
            writeFoot();
            return;
        }
        boolean empty = layout.slots().isEmpty();
        if (!empty) {
            writeLine();
            writeFoot();
        }
        this.depth++;
        if (this.depth > YamlLimits.MAX_DEPTH) {
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED, Location.NONE, YamlLimits.TOO_DEEP, "Make the document simpler");
        }
        int outer = this.indent;
        boolean map = slot.value() instanceof MapNode;
        if (empty) {
            empty(slot, map, place);
        } else if (map) {
            this.indent = deeper(0, place);
            entries(slot, layout);
        } else {
            this.indent = deeper(0, place);
            elements(layout);
            hand("", slot.line(), slot.foot());
        }
        this.indent = outer;
        this.depth--;
    }

    private int deeper(int atRoot, Place place) {
        if (this.indent < 0) {
            return atRoot;
        }
        if (place == Place.LIST) {
            return this.indent + 2;
        }
        return this.bestIndent * ((this.indent + this.bestIndent) / this.bestIndent);
    }

    private void empty(Slot slot, boolean map, Place place) {
        // A comment that waits for the end of a line is put behind the brackets too. sops puts it before them, and then
        // does
        // not read the file.
        hand("", join(this.line, slot.line()), slot.foot());
        this.out.writeIndicator(map ? "{" : "[", true, true, false);
        if (map) {
            int outer = this.indent;
            this.indent = deeper(this.bestIndent, place);
            writeHead();
            this.indent = outer;
        } else if (this.out.column() == 0) {
            this.out.writeIndent(this.indent);
        }
        this.out.writeIndicator(map ? "}" : "]", false, false, false);
        writeLine();
        writeFoot();
    }

    private void elements(YamlLayout layout) {
        for (Slot slot : layout.slots()) {
            YamlLayout inner = hand(slot);
            writeHead();
            this.out.writeIndent(this.indent);
            this.out.writeIndicator("-", true, false, true);
            node(slot, inner, Place.LIST);
        }
    }

    private void entries(Slot map, YamlLayout layout) {
        String after = "";
        for (Slot slot : layout.slots()) {
            hand(slot.head(), "", "");
            this.tail = after.isEmpty() ? this.tail : after;
            boolean simple = key(keyOf(slot));
            YamlLayout inner = hand(new Slot(null, slot.value(), "", slot.line(), ""));
            value(slot, inner, simple);
            after = slot.foot();
        }
        this.tail = after.isEmpty() ? this.tail : after;
        hand("", map.line(), map.foot());
        writeHead();
    }

    private YamlScalar keyOf(Slot slot) {
        YamlScalar key = YamlScalar.of(Objects.requireNonNull(slot.key(), "A slot of a map has a key"));
        // sops would write the tag, and refuse it when it reads the file.
        boolean misleading = this.documents == 1 && key.isMerge() && !YamlExpressible.canBeMerged(slot.value());
        return misleading ? key.doubleQuoted() : key;
    }

    private boolean key(YamlScalar key) {
        writeHead();
        this.out.writeIndent(this.indent);
        if (!this.line.isEmpty()) {
            this.keyLine = this.line;
            this.line = "";
        }
        boolean simple = !key.multiline() && key.text().length + key.tag().length() <= MAX_SIMPLE_KEY;
        if (!simple) {
            this.out.writeIndicator("?", true, false, true);
        }
        scalar(key, Place.MAP);
        return simple;
    }

    private void value(Slot slot, YamlLayout inner, boolean simpleKey) {
        if (simpleKey) {
            this.out.writeIndicator(":", false, false, false);
        } else {
            this.out.writeIndent(this.indent);
            this.out.writeIndicator(":", true, false, true);
        }
        if (!this.keyLine.isEmpty()) {
            writeKeyLine(!inner.slots().isEmpty());
        }
        node(new Slot(null, slot.value(), "", slot.line(), ""), inner, Place.MAP);
    }

    private void writeKeyLine(boolean beforeItems) {
        if (beforeItems) {
            String kept = this.line;
            this.line = this.keyLine;
            writeLine();
            this.keyLine = "";
            this.line = kept;
        } else if (this.line.isEmpty()) {
            this.line = this.keyLine;
            this.keyLine = "";
        }
    }

    private void scalar(YamlScalar scalar, Place place) {
        int outer = this.indent;
        this.scalars.tag(scalar.tag());
        this.indent = deeper(this.bestIndent, place);
        switch (style(scalar, Math.max(outer, 0))) {
            case PLAIN -> this.scalars.plain(scalar.text());
            case SINGLE_QUOTED -> this.scalars.singleQuoted(scalar.text(), this.indent);
            case DOUBLE_QUOTED -> this.scalars.doubleQuoted(scalar.text());
            case LITERAL -> {
                this.scalars.literalHeader(scalar.text(), this.bestIndent);
                if (this.line.isEmpty()) {
                    this.out.putBreak();
                } else {
                    writeLine();
                }
                this.scalars.literal(scalar.text(), this.indent);
            }
        }
        this.indent = outer;
    }

    /**
     * Returns the style of a scalar. It is not a block where {@code sops} writes one that reads as something else: where a
     * comment of several lines would become part of it, and in lists, where the configured indentation that the block names
     * is not the true one.
     */
    private YamlStyle style(YamlScalar scalar, int outer) {
        if (scalar.style() != YamlStyle.LITERAL) {
            return scalar.style();
        }
        boolean wrongHint = YamlScalarWriter.needsHint(scalar.text())
                && !YamlScalarWriter.isEmptyLines(scalar.text())
                && this.indent != outer + this.bestIndent;
        boolean longComment = this.line.chars().anyMatch((c) -> YamlChars.isAnyBreak((char) c));
        return (wrongHint || longComment) ? YamlStyle.DOUBLE_QUOTED : YamlStyle.LITERAL;
    }

    private void writeHead() {
        if (!this.tail.isEmpty()) {
            this.out.writeIndent(this.indent);
            writeComment(this.tail);
            this.tail = "";
            this.out.setFootIndent(Math.max(this.indent, 0));
        }
        if (!this.head.isEmpty()) {
            this.out.writeIndent(this.indent);
            writeComment(this.head);
            this.head = "";
        }
    }

    private void writeLine() {
        if (!this.line.isEmpty()) {
            if (!this.out.isAfterWhitespace()) {
                this.out.put(' ');
            }
            writeComment(this.line);
            this.line = "";
        }
    }

    private void writeFoot() {
        if (!this.foot.isEmpty()) {
            this.out.writeIndent(this.indent);
            writeComment(this.foot);
            this.foot = "";
            this.out.setFootIndent(Math.max(this.indent, 0));
        }
    }

    private void writeComment(String lines) {
        byte[] text = lines.getBytes(StandardCharsets.UTF_8);
        boolean lineStart = false;
        boolean numberSign = false;
        int at = 0;
        while (at < text.length) {
            if (YamlUtf8.isBreak(text, at)) {
                at = this.out.writeBreak(text, at);
                lineStart = true;
                numberSign = false;
                continue;
            }
            if (lineStart) {
                this.out.writeIndent(this.indent);
            }
            if (!numberSign && text[at] != '#') {
                this.out.put('#');
                this.out.put(' ');
            }
            numberSign = true;
            at = this.out.write(text, at);
            this.out.setInIndention(false);
            lineStart = false;
        }
        if (!lineStart) {
            this.out.putBreak();
        }
        this.out.setAfterWhitespace(true);
    }
}
