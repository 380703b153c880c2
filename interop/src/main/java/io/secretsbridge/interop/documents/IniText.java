package io.secretsbridge.interop.documents;

import java.util.List;

/** Draws the text of an INI file: sections, both signs of comments, both delimiters, every way of quoting. */
final class IniText {

    private static final List<String> ODD_LINES = List.of(
            "name: colon",
            "name:tight",
            "name=",
            "name =  spaced  ",
            "name = a # behind",
            "name = a ; behind",
            "name = a;tight",
            "name = 'single'",
            "name = \"double\"",
            "name = `back;#`",
            "name = \"\"\"three\"\"\"",
            "name = \"\"\"three\nlines\n\"\"\"",
            "name = a \\\n  b",
            "name = C:\\dir\\x",
            "name = \"open",
            "name = it's",
            "`a=b` = c",
            "\"a b\" = c",
            "\"\"\"a\"\"\" = c",
            "- = numbered",
            "- = again",
            "dup = 1",
            "dup = 2",
            "a.b = %(x)s",
            "a = [x]",
            "\u00fc = \u00df",
            "   indented = 1",
            "a = = b",
            "a = : b",
            "[ spaced ]",
            "[a.b]",
            "[DEFAULT]",
            "[section]",
            "[a]b",
            "[\u00fc]",
            "#",
            ";",
            ";;",
            "# a = b",
            ";a;b");

    private static final List<String> BAD = List.of(
            "no delimiter", "[open", "[]", "= value", "name = `open", "name = \"\"\"open", "[sops]", "name = a\\");

    private final Draw draw;

    private final Words words;

    private final StringBuilder out = new StringBuilder();

    IniText(Draw draw) {
        this.draw = draw;
        this.words = new Words(draw);
    }

    String draw() {
        if (this.draw.percent(1)) {
            this.out.append('\ufeff');
        }
        boolean odd = this.draw.percent(40);
        if (this.draw.percent(25)) {
            lines(odd);
        }
        for (int sections = this.draw.between(0, 4); sections > 0; sections--) {
            comments();
            this.out.append('[').append(name()).append("]\n");
            lines(odd);
            if (this.draw.percent(60)) {
                this.out.append('\n');
            }
        }
        if (this.draw.percent(10) && this.out.length() > 0) {
            this.out.setLength(this.out.length() - 1);
        }
        return this.draw.percent(3) ? this.out.toString().replace("\n", "\r\n") : this.out.toString();
    }

    private void lines(boolean odd) {
        for (int count = this.draw.between(0, 6); count > 0; count--) {
            comments();
            if (this.draw.percent(0.4)) {
                this.out.append(this.draw.of(BAD)).append('\n');
            } else if (odd && this.draw.percent(25)) {
                this.out.append(this.draw.of(ODD_LINES)).append('\n');
            } else {
                this.out.append(key()).append(this.draw.of(List.of(" = ", "=", " : ", " =")));
                this.out.append(value(odd)).append('\n');
            }
        }
    }

    private void comments() {
        while (this.draw.percent(12)) {
            this.out.append(this.draw.of(List.of("; ", "# ", ";", "#", "  ; ")));
            this.out.append(this.words.comment().replace("\n", " ")).append('\n');
        }
    }

    private String name() {
        return this.words.plainKey();
    }

    private String key() {
        return this.words.plainKey().replaceAll("[=:\"`\n]", "_");
    }

    private String value(boolean odd) {
        String text = this.words.text();
        if (!odd) {
            return text.replaceAll("[\n\r\"'`#;\\\\\\[\\]]", "_");
        }
        if (text.contains("\n") || this.draw.percent(10)) {
            String quotes = this.draw.percent(50) ? "\"\"\"" : "`";
            return quotes + text.replace("\"\"\"", "").replace("`", "") + quotes;
        }
        return text;
    }
}
