package io.secretsbridge.interop.documents;

import java.util.List;

/** Draws the text of a dotenv file: mostly such as people write, with what looks like quotes, comments and exports. */
final class DotenvText {

    private static final List<String> ODD_LINES = List.of(
            "export NAME=value",
            "=no key",
            "NAME = spaced",
            " INDENTED=1",
            "\tTAB=1",
            " # no comment=1",
            "A=1 # no comment",
            "QUOTED=\"a b\"",
            "SINGLE='a b'",
            "OPEN=\"a",
            "CR=a\r",
            "TRAILING=a  ",
            "EQUALS=a=b==c",
            "LINES=a\\nb\\n",
            "SLASHES=C:\\\\new\\\\t",
            "NEW_unencrypted=C:\\new",
            "NULL=",
            "#",
            "##",
            "#=",
            "# a=b",
            "A:b=c",
            "dup=1",
            "dup=2",
            "\u00fc=\u00df",
            "\ufeffBOM=1");

    private static final List<String> BAD = List.of("no equals sign", " ", "\t", "key: value", "sops_x=1", "sops_mac=");

    private final Draw draw;

    private final Words words;

    DotenvText(Draw draw) {
        this.draw = draw;
        this.words = new Words(draw);
    }

    String draw() {
        StringBuilder out = new StringBuilder();
        int count = this.draw.percent(3) ? 0 : this.draw.between(1, this.draw.percent(5) ? 60 : 12);
        boolean odd = this.draw.percent(40);
        for (int i = 0; i < count; i++) {
            out.append(line(odd)).append('\n');
            if (this.draw.percent(8)) {
                out.append('\n');
            }
        }
        if (this.draw.percent(15) && out.length() > 0) {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    private String line(boolean odd) {
        if (this.draw.percent(0.4)) {
            return this.draw.of(BAD);
        }
        if (odd && this.draw.percent(25)) {
            return this.draw.of(ODD_LINES);
        }
        if (this.draw.percent(12)) {
            return "#" + this.words.comment().replace("\n", " ");
        }
        String key = (odd ? this.words.key() : this.words.plainKey()).replaceAll("[=\n#]", "_");
        String value = this.words.text().replace("\n", this.draw.percent(80) ? "\\n" : " ");
        return key + "=" + value;
    }
}
