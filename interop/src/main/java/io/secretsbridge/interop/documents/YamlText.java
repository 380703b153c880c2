package io.secretsbridge.interop.documents;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Draws the text of a YAML file: block and flow style, every way of quoting, comments everywhere, anchors, several documents. */
final class YamlText {

    /** How wild a document is: most are such as people write, some hold what only a fuzzer writes. */
    private enum Mood {
        TIDY,
        ORDINARY,
        WILD
    }

    private final Draw draw;

    private final Words words;

    private final YamlScalarText scalars;

    private final StringBuilder out = new StringBuilder();

    private final List<String> anchors = new ArrayList<>();

    /** The anchors whose own value is being drawn. */
    private final Set<String> open = new HashSet<>();

    private final Mood mood;

    private final int step;

    private final boolean listsIndented;

    private final double comments;

    private final int maxDepth;

    private int budget;

    YamlText(Draw draw) {
        this.draw = draw;
        this.words = new Words(draw);
        this.mood = draw.percent(45) ? Mood.TIDY : draw.percent(85) ? Mood.ORDINARY : Mood.WILD;
        this.scalars = new YamlScalarText(draw, this.words, this.mood == Mood.WILD);
        this.step = draw.percent(75) ? 2 : draw.of(List.of(4, 1, 3));
        this.listsIndented = draw.percent(60);
        this.comments = draw.percent(30) ? 0 : draw.of(List.of(5, 15, 35));
        this.maxDepth = draw.percent(10) ? 9 : 4;
        this.budget = draw.percent(8) ? 200 : 40;
    }

    String draw() {
        if (this.draw.percent(1)) {
            this.out.append('\ufeff');
        }
        int documents = this.draw.percent(15) ? this.draw.between(2, 3) : 1;
        for (int i = 0; i < documents; i++) {
            start(i);
            document();
            if (this.draw.percent(2)) {
                this.out
                        .append("...")
                        .append(this.draw.percent(20) ? " # end" : "")
                        .append('\n');
            }
        }
        return ending(this.out.toString());
    }

    private String ending(String text) {
        String ended = text;
        if (this.draw.percent(2)) {
            ended = ended.replace("\n", "\r\n");
        }
        if (this.draw.percent(6) && ended.endsWith("\n")) {
            ended = ended.substring(0, ended.length() - 1);
        }
        if (this.draw.percent(3)) {
            ended += this.draw.of(List.of("\n\n", "   \n", "# last", "\t\n", " "));
        }
        return ended;
    }

    private void start(int index) {
        this.anchors.clear();
        this.open.clear();
        if (this.draw.percent(1)) {
            comments(0);
            this.out.append(
                    this.draw.of(List.of("%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%TAG !a! tag:x,2000:\n---\n")));
            return;
        }
        if (index == 0 && this.draw.percent(this.comments)) {
            comments(0);
            blank();
        }
        if (index > 0 || this.draw.percent(12)) {
            this.out.append("---");
            this.out
                    .append(this.draw.percent(10) ? " #" + this.words.comment() : "")
                    .append('\n');
        }
    }

    private void document() {
        if (this.draw.percent(1)) {
            oddDocument();
            return;
        }
        if (this.draw.percent(2)) {
            deep();
            return;
        }
        if (this.draw.percent(3)) {
            flowMap(0, 0);
            lineComment();
            this.out.append('\n');
        } else {
            map(0, 0, false);
        }
        if (this.draw.percent(this.comments)) {
            blank();
            comments(0);
        }
    }

    private void oddDocument() {
        this.out.append(this.draw.of(List.of(
                "",
                "null\n",
                "~\n",
                "{}\n",
                "- a\n- b\n",
                "scalar\n",
                "[]\n",
                "# only a comment\n",
                "--- {}\n",
                "\"a\": 1\n",
                "? a\n: b\n",
                "? [a]\n: b\n",
                "&x {a: 1}\n",
                "!!map\na: 1\n",
                "--- |\n text\n",
                "\t\n")));
    }

    private void deep() {
        int levels = this.draw.between(20, 150);
        boolean flow = this.draw.percent(30);
        if (flow) {
            this.out
                    .append("top: ")
                    .append("[".repeat(levels))
                    .append("x")
                    .append("]".repeat(levels))
                    .append('\n');
            return;
        }
        for (int i = 0; i < levels; i++) {
            this.out.append(" ".repeat(i)).append("k").append(i % 10).append(":\n");
        }
        this.out.append(" ".repeat(levels)).append("end: x\n");
    }

    // A block map. When it is compact its first key stands behind the dash of a list.
    private void map(int indent, int depth, boolean compact) {
        int count = this.draw.between(1, (depth == 0) ? 9 : 4);
        List<String> used = new ArrayList<>();
        for (int i = 0; i < count && (i == 0 || this.budget > 0); i++) {
            this.budget--;
            if (i > 0 || !compact) {
                between(indent);
                this.out.append(" ".repeat(indent));
            }
            if (this.draw.percent(2) && !closedAnchors().isEmpty() && !used.contains("<<")) {
                used.add("<<");
                merge();
                continue;
            }
            this.out.append(key(used));
            this.out.append(':');
            value(indent, depth, false);
            foot(indent);
        }
    }

    /** What can be merged: sops never ends when a map is merged into itself, which nothing can be compared with. */
    private List<String> closedAnchors() {
        return this.anchors.stream()
                .filter((anchor) -> !this.open.contains(anchor))
                .toList();
    }

    private void merge() {
        List<String> closed = closedAnchors();
        this.out.append("<<: ");
        if (this.draw.percent(30)) {
            this.out
                    .append("[*")
                    .append(this.draw.of(closed))
                    .append(", *")
                    .append(this.draw.of(closed))
                    .append(']');
        } else {
            this.out.append('*').append(this.draw.of(closed));
        }
        lineComment();
        this.out.append('\n');
    }

    private String key(List<String> used) {
        String key = (this.mood == Mood.TIDY) ? this.words.plainKey() : this.words.key();
        if (used.contains(key) && !this.draw.percent(1)) {
            key = key + used.size();
        }
        used.add(key);
        String written = this.scalars.key(key);
        if (this.mood == Mood.WILD && this.draw.percent(2)) {
            return this.draw.of(List.of(
                    "? " + written + "\n",
                    "&k " + written + " ",
                    "!!str " + written,
                    "? ",
                    "1",
                    "true",
                    "~",
                    "1.5",
                    "2024-01-01",
                    "[a]",
                    "*k "));
        }
        return this.draw.percent(2) ? written + " " : written;
    }

    private void list(int indent, int depth, boolean compact) {
        int count = this.draw.between(1, 4);
        for (int i = 0; i < count && (i == 0 || this.budget > 0); i++) {
            this.budget--;
            if (i > 0 || !compact) {
                between(indent);
                this.out.append(" ".repeat(indent));
            }
            this.out.append('-');
            value(indent, depth, true);
            foot(indent);
        }
    }

    private void value(int indent, int depth, boolean inList) {
        boolean nests = depth < this.maxDepth && this.budget > 0;
        if (nests && this.draw.percent(14)) {
            nestedMap(indent, depth, inList);
        } else if (nests && this.draw.percent(12)) {
            nestedList(indent, depth, inList);
        } else if (this.draw.percent(7)) {
            this.out.append(' ');
            String anchor = properties(2);
            this.open.add(anchor);
            flow(indent, depth);
            this.open.remove(anchor);
            lineComment();
            this.out.append('\n');
        } else if (this.draw.percent(8)) {
            this.out.append(' ');
            properties(3);
            this.scalars.block(this.out, indent, this.step);
        } else if (this.draw.percent(6) && !this.anchors.isEmpty()) {
            this.out.append(" *").append(this.draw.of(this.anchors));
            lineComment();
            this.out.append('\n');
        } else if (this.draw.percent(4)) {
            properties(1);
            lineComment();
            this.out.append('\n');
        } else {
            this.out.append(this.draw.percent(4) ? "   " : " ");
            properties(3);
            this.out.append(this.scalars.value(indent + this.step));
            lineComment();
            this.out.append('\n');
        }
    }

    private void nestedMap(int indent, int depth, boolean inList) {
        if (inList && this.draw.percent(75)) {
            this.out.append(' ');
            map(indent + 2, depth + 1, true);
            return;
        }
        String anchor = properties(8);
        this.open.add(anchor);
        lineComment();
        this.out.append('\n');
        map(indent + (inList ? Math.max(2, this.step) : this.step), depth + 1, false);
        this.open.remove(anchor);
    }

    private void nestedList(int indent, int depth, boolean inList) {
        if (inList && this.draw.percent(60)) {
            this.out.append(' ');
            list(indent + 2, depth + 1, true);
            return;
        }
        String anchor = properties(5);
        this.open.add(anchor);
        lineComment();
        this.out.append('\n');
        list((inList || this.listsIndented) ? indent + this.step : indent, depth + 1, false);
        this.open.remove(anchor);
    }

    /** Writes an anchor, and returns its name; empty when there is none. */
    private String properties(double percent) {
        if (this.mood == Mood.TIDY || !this.draw.percent(percent)) {
            return "";
        }
        String anchor = "a" + this.anchors.size();
        this.out.append((this.out.charAt(this.out.length() - 1) == ' ') ? "" : " ");
        this.out.append('&').append(anchor).append(' ');
        // Known only from here on: within its own value an alias would be a cycle, which is drawn seldom enough.
        this.anchors.add(anchor);
        return anchor;
    }

    private void flow(int indent, int depth) {
        if (this.draw.percent(50)) {
            flowMap(indent, depth);
        } else {
            flowList(indent, depth);
        }
    }

    private void flowMap(int indent, int depth) {
        this.out.append('{');
        List<String> used = new ArrayList<>();
        int count = this.draw.between(0, 3);
        for (int i = 0; i < count; i++) {
            flowGap(indent, i);
            String key = this.words.plainKey();
            if (used.contains(key)) {
                continue;
            }
            used.add(key);
            this.out.append(this.draw.percent(70) ? key : "\"" + key + "\"").append(": ");
            flowValue(indent, depth);
            this.out.append((i < count - 1 || this.draw.percent(10)) ? "," : "");
        }
        flowEnd(indent);
        this.out.append('}');
    }

    private void flowList(int indent, int depth) {
        this.out.append('[');
        int count = this.draw.between(0, 4);
        for (int i = 0; i < count; i++) {
            flowGap(indent, i);
            flowValue(indent, depth);
            this.out.append((i < count - 1 || this.draw.percent(10)) ? "," : "");
        }
        flowEnd(indent);
        this.out.append(']');
    }

    private void flowGap(int indent, int index) {
        if (this.draw.percent(12)) {
            if (this.draw.percent(this.comments)) {
                this.out.append(" #").append(this.words.comment());
            }
            this.out.append('\n');
            if (this.draw.percent(this.comments)) {
                this.out
                        .append(" ".repeat(indent + this.step))
                        .append('#')
                        .append(this.words.comment())
                        .append('\n');
            }
            this.out.append(" ".repeat(indent + this.step));
        } else if (index > 0) {
            this.out.append(' ');
        }
    }

    private void flowEnd(int indent) {
        if (this.draw.percent(8)) {
            this.out.append('\n').append(" ".repeat(indent + 1));
        }
    }

    private void flowValue(int indent, int depth) {
        if (depth < this.maxDepth && this.draw.percent(20)) {
            flow(indent, depth + 1);
        } else {
            this.out.append(this.scalars.flow());
        }
    }

    /** What may stand before an entry: blank lines and comments. */
    private void between(int indent) {
        if (this.draw.percent(8)) {
            blank();
        }
        if (this.draw.percent(this.comments)) {
            comments(indent);
            if (this.draw.percent(12)) {
                blank();
            }
        }
    }

    /** What may stand behind an entry: a comment without a blank line before, at any column. */
    private void foot(int indent) {
        if (!this.draw.percent(this.comments / 4)) {
            return;
        }
        if (this.draw.percent(30)) {
            blank();
        }
        comments(
                this.draw.percent(60)
                        ? indent
                        : this.draw.of(List.of(0, indent + this.step, indent + 1, Math.max(0, indent - 1))));
        if (this.draw.percent(60)) {
            blank();
        }
    }

    private void comments(int indent) {
        int count = this.draw.percent(70) ? 1 : this.draw.between(2, 3);
        for (int i = 0; i < count; i++) {
            int column = this.draw.percent(92) ? indent : this.draw.between(0, indent + 4);
            this.out
                    .append(" ".repeat(column))
                    .append('#')
                    .append(this.words.comment())
                    .append('\n');
            if (this.draw.percent(5)) {
                blank();
            }
        }
    }

    private void lineComment() {
        if (this.draw.percent(this.comments / 2)) {
            this.out.append(this.draw.percent(90) ? " #" : "\t #").append(this.words.comment());
        } else if (this.draw.percent(1)) {
            this.out.append(this.draw.of(List.of(" ", "  ", "\t")));
        }
    }

    private void blank() {
        this.out.append(this.draw.percent(95) ? "\n" : "  \n");
    }
}
