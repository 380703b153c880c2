package io.secretsbridge.interop.documents;

import java.util.List;

/** Draws the text of a JSON document. */
final class JsonText {

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "42",
            "1.0",
            "-0.0",
            "0.0",
            "1.5",
            "0.1",
            "1e3",
            "1E3",
            "1e+3",
            "1E-3",
            "1.0e2",
            "1e21",
            "1e20",
            "123456789012345680000",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775809",
            "123456789012345678901234567890",
            "1e-6",
            "1e-7",
            "0.000001",
            "0.0000001",
            "1.7976931348623157e308",
            "5e-324",
            "1e-400",
            "3.141592653589793",
            "2.5e-3",
            "100000000.0",
            "1e2",
            "12345678.9",
            "0.1e1",
            "1E400",
            "1e400",
            "-1e400",
            "4.35",
            "0.30000000000000004",
            "1e22",
            "1e23");

    private static final List<String> BAD = List.of(
            "1E400",
            "1e400",
            "-1e400",
            "01",
            "+1",
            ".5",
            "1.",
            "0x1",
            "NaN",
            "Infinity",
            "nul",
            "True",
            "'a'",
            "\"a",
            "\"\\q\"",
            "\"\t\"",
            "\"\u0001\"",
            "{",
            "[",
            "]",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{1:2}",
            "[1 2]",
            "{\"a\" 1}",
            "--1",
            "1e",
            "\"\\u12\"",
            "// x\n1",
            "/* x */ 1",
            "\"\\x41\"",
            "-",
            "undefined",
            "{\"a\":}",
            "[,1]",
            "tru",
            "1a",
            "\"a\"\"b\"");

    private static final List<String> SPACES = List.of("", " ", "\n", "\t", "  ", "\r\n");

    private static final int MAX_DEPTH = 5;

    private final Draw draw;

    private final Words words;

    private final StringBuilder out = new StringBuilder();

    private final boolean compact;

    private final double bad;

    JsonText(Draw draw) {
        this.draw = draw;
        this.words = new Words(draw);
        this.compact = draw.percent(30);
        this.bad = draw.percent(6) ? 5 : 0;
    }

    String draw() {
        if (this.draw.percent(1)) {
            this.out.append('\ufeff');
        }
        space();
        if (this.draw.percent(2)) {
            value(0);
        } else if (this.draw.percent(3)) {
            deep();
        } else {
            object(0);
        }
        this.out.append(this.draw.percent(80) ? "\n" : "");
        space();
        if (this.draw.percent(1)) {
            this.out.append(this.draw.of(List.of("x", "{}", "null", "]", "}")));
        }
        return this.out.toString();
    }

    private void deep() {
        int levels = this.draw.between(20, 200);
        StringBuilder close = new StringBuilder();
        this.out.append("{\"top\": ");
        for (int i = 0; i < levels; i++) {
            boolean list = this.draw.percent(50);
            this.out.append(list ? "[" : "{\"k\": ");
            close.insert(0, list ? ']' : '}');
        }
        value(MAX_DEPTH);
        this.out.append(close).append('}');
    }

    private void value(int depth) {
        if (this.draw.percent(this.bad)) {
            this.out.append(this.draw.of(BAD));
        } else if (depth < MAX_DEPTH && this.draw.percent(20)) {
            object(depth + 1);
        } else if (depth < MAX_DEPTH && this.draw.percent(20)) {
            array(depth + 1);
        } else if (this.draw.percent(35)) {
            this.out.append(this.draw.of(NUMBERS));
        } else if (this.draw.percent(12)) {
            this.out.append(this.draw.of(List.of("true", "false", "null")));
        } else {
            string(this.words.text());
        }
    }

    private void object(int depth) {
        this.out.append('{');
        int count = this.draw.percent(8) ? 0 : this.draw.between(1, (depth == 0) ? 10 : 5);
        for (int i = 0; i < count; i++) {
            this.out.append((i == 0) ? "" : ",");
            space();
            string(this.words.key());
            space();
            this.out.append(':');
            space();
            value(depth);
            space();
        }
        space();
        this.out.append('}');
    }

    private void array(int depth) {
        this.out.append('[');
        int count = this.draw.percent(10) ? 0 : this.draw.between(1, 5);
        for (int i = 0; i < count; i++) {
            this.out.append((i == 0) ? "" : ",");
            space();
            value(depth);
            space();
        }
        this.out.append(']');
    }

    private void space() {
        if (!this.compact) {
            this.out.append(this.draw.of(SPACES));
        }
    }

    private void string(String text) {
        this.out.append('"');
        text.codePoints().forEach(this::character);
        this.out.append('"');
    }

    private void character(int c) {
        switch (c) {
            case '"' -> this.out.append("\\\"");
            case '\\' -> this.out.append("\\\\");
            case '\n' -> this.out.append(this.draw.percent(90) ? "\\n" : "\\u000a");
            case '\r' -> this.out.append("\\r");
            case '\t' -> this.out.append("\\t");
            case '/' -> this.out.append(this.draw.percent(20) ? "\\/" : "/");
            default -> {
                if (c < ' ') {
                    this.out.append((c == '\b') ? "\\b" : (c == '\f') ? "\\f" : escape(c));
                } else {
                    this.out.append(this.draw.percent(3) ? escape(c) : Character.toString(c));
                }
            }
        }
    }

    private String escape(int c) {
        StringBuilder escaped = new StringBuilder();
        for (char unit : Character.toChars(c)) {
            escaped.append(String.format(this.draw.percent(50) ? "\\u%04x" : "\\u%04X", (int) unit));
        }
        return escaped.toString();
    }
}
