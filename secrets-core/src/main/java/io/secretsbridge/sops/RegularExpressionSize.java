package io.secretsbridge.sops;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reckons how large a regular expression becomes when it is compiled, without compiling it: a pass over its text that knows
 * escapes, classes, groups and repetitions, and leaves all other syntax to RE2/J.
 */
final class RegularExpressionSize {

    /** What Go allows: nested groups, and the product of nested repetitions. */
    private static final int LIMIT = 1000;

    private final String text;

    private int at;

    private RegularExpressionSize(String text) {
        this.text = text;
    }

    /** A group that is not closed yet: the size of what is in it, and the largest product of repetitions. */
    private static final class Group {

        private long size;

        private long repeats = 1;

        private long lastSize;

        private long lastRepeats = 1;

        void add(long itemSize, long itemRepeats) {
            this.size += itemSize;
            this.repeats = Math.max(this.repeats, itemRepeats);
            this.lastSize = itemSize;
            this.lastRepeats = itemRepeats;
        }

        void repeatLast(int count) {
            this.size += this.lastSize * (count - 1L);
            this.lastSize *= count;
            this.lastRepeats *= Math.max(count, 1);
            this.repeats = Math.max(this.repeats, this.lastRepeats);
        }
    }

    /**
     * Returns the size, about the number of instructions.
     *
     * @throws PatternSyntaxException when groups or repetitions are nested further than Go allows
     */
    static long of(String text) {
        return new RegularExpressionSize(text).measure();
    }

    private long measure() {
        Deque<Group> open = new ArrayDeque<>();
        Group group = new Group();
        while (this.at < this.text.length()) {
            char next = this.text.charAt(this.at++);
            switch (next) {
                case '\\' -> escape(group);
                case '[' -> {
                    skipClass();
                    group.add(1, 1);
                }
                case '(' -> {
                    open.push(group);
                    if (open.size() > LIMIT) {
                        throw new PatternSyntaxException("expression nests too deeply");
                    }
                    group = new Group();
                }
                case ')' -> {
                    if (!open.isEmpty()) {
                        Group closed = group;
                        group = open.pop();
                        group.add(closed.size + 2, closed.repeats);
                    }
                }
                case '{' -> repetition(group);
                default -> group.add(1, 1);
            }
            if (group.repeats > LIMIT) {
                throw new PatternSyntaxException("invalid repeat count");
            }
            if (group.size > Integer.MAX_VALUE) {
                return group.size;
            }
        }
        while (!open.isEmpty()) {
            long inner = group.size;
            group = open.pop();
            group.size += inner;
        }
        return group.size;
    }

    private void escape(Group group) {
        if (this.text.startsWith("Q", this.at)) {
            int end = this.text.indexOf("\\E", this.at);
            int stop = (end < 0) ? this.text.length() : end;
            for (int i = this.at + 1; i < stop; i++) {
                group.add(1, 1);
            }
            this.at = (end < 0) ? stop : end + 2;
            return;
        }
        boolean braces = this.at + 1 < this.text.length()
                && "pPx".indexOf(this.text.charAt(this.at)) >= 0
                && this.text.charAt(this.at + 1) == '{';
        int close = braces ? this.text.indexOf('}', this.at) : -1;
        this.at = (close >= 0) ? close + 1 : this.at + 1;
        group.add(1, 1);
    }

    private void skipClass() {
        if (this.text.startsWith("^", this.at)) {
            this.at++;
        }
        if (this.text.startsWith("]", this.at)) {
            this.at++;
        }
        while (this.at < this.text.length() && this.text.charAt(this.at) != ']') {
            int named = this.text.startsWith("[:", this.at) ? this.text.indexOf(":]", this.at + 2) : -1;
            if (named >= 0) {
                this.at = named + 2;
            } else {
                this.at += (this.text.charAt(this.at) == '\\') ? 2 : 1;
            }
        }
        this.at++;
    }

    /** Reads <code>{n}</code>, <code>{n,}</code> and <code>{n,m}</code>; anything else after a brace is text, as in Go. */
    private void repetition(Group group) {
        int close = this.text.indexOf('}', this.at);
        String inside = (close < 0) ? "" : this.text.substring(this.at, close);
        if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            group.add(1, 1);
            return;
        }
        this.at = close + 1;
        int comma = inside.indexOf(',');
        int least = Integer.parseInt((comma < 0) ? inside : inside.substring(0, comma));
        String most = (comma < 0) ? "" : inside.substring(comma + 1);
        int count = Math.max(least, most.isEmpty() ? 0 : Integer.parseInt(most));
        if (count > LIMIT) {
            throw new PatternSyntaxException("invalid repeat count");
        }
        group.repeatLast(count);
    }
}
