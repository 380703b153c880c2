package io.secretsbridge.interop.documents;

/** Draws JSON, which is YAML as well, of the depth that the flat formats can hold: one map of values, or a map of such maps. */
final class FlatTree {

    private final Draw draw;

    private final Words words;

    private final StringBuilder out = new StringBuilder();

    FlatTree(Draw draw) {
        this.draw = draw;
        this.words = new Words(draw);
    }

    String draw() {
        map(this.draw.percent(50));
        return this.out.append('\n').toString();
    }

    private void map(boolean sections) {
        this.out.append('{');
        int count = this.draw.between(1, 5);
        for (int i = 0; i < count; i++) {
            this.out.append((i == 0) ? "" : ", ");
            // A key twice is no YAML.
            string(i + (this.draw.percent(20) ? this.words.key() : this.words.plainKey()));
            this.out.append(": ");
            if (sections) {
                map(false);
            } else if (this.draw.percent(15)) {
                this.out.append(this.draw.between(-1000, 1000)).append(this.draw.percent(50) ? "" : ".5");
            } else if (this.draw.percent(3)) {
                this.out.append(this.draw.percent(50) ? "true" : "null");
            } else {
                string(this.words.text());
            }
        }
        this.out.append('}');
    }

    private void string(String text) {
        this.out.append('"');
        text.codePoints().forEach((c) -> {
            if (c == '"' || c == '\\') {
                this.out.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                this.out.append(String.format("\\u%04x", c));
            } else {
                this.out.appendCodePoint(c);
            }
        });
        this.out.append('"');
    }
}
