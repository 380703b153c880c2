package io.secretsbridge.interop.documents;

import java.util.List;
import java.util.regex.Pattern;

/** Writes texts as YAML scalars, in every style. */
final class YamlScalarText {

    /** Texts that can stand without quotes in block style; what they then mean is another matter. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./~<=][\\p{L}\\p{N}_./~<>= @()\\\\+-]*(?<! )");

    private final Draw draw;

    private final Words words;

    private final boolean wild;

    YamlScalarText(Draw draw, Words words, boolean wild) {
        this.draw = draw;
        this.words = words;
        this.wild = wild;
    }

    /** Returns a key that is a string, quoted where it must be and sometimes where it need not. */
    String key(String key) {
        boolean word = key.chars().allMatch((c) -> (Character.isLetter(c) && c < 128) || c == '_' || c == '-')
                && !key.isEmpty()
                && !List.of("true", "null", "yes", "on", "n", "-", "---").contains(key);
        if ((word && this.draw.percent(92)) || key.equals("<<")) {
            return key;
        }
        return (this.draw.percent(50) && singleQuotable(key) && !key.contains("\n")) ? single(key) : doubled(key, -1);
    }

    /** Returns a scalar that stands behind a key or a dash; further lines are indented. */
    String value(int indent) {
        if (this.wild && this.draw.percent(3)) {
            return this.words.badScalar();
        }
        if (this.draw.percent(45)) {
            return this.words.scalar();
        }
        if (this.draw.percent(7)) {
            return plainLines(indent);
        }
        String text = this.words.text();
        if (this.draw.percent(25) && PLAIN.matcher(text).matches()) {
            return text;
        }
        if (this.draw.percent(45) && singleQuotable(text)) {
            return text.contains("\n") ? singleLines(text, indent) : single(text);
        }
        return doubled(text, indent);
    }

    /** Returns a scalar for a flow collection. */
    String flow() {
        if (this.draw.percent(40)) {
            String scalar = this.words.scalar();
            return scalar.matches(".*[,\\[\\]{}].*") ? "0" : scalar;
        }
        String text = this.words.text();
        return (this.draw.percent(40) && singleQuotable(text) && !text.contains("\n"))
                ? single(text)
                : doubled(text, -1);
    }

    /** Writes a literal or folded block. */
    void block(StringBuilder out, int indent, int step) {
        int deeper = this.draw.percent(85) ? step : this.draw.between(1, 6);
        boolean hint = this.draw.percent(15);
        out.append(this.draw.percent(65) ? '|' : '>');
        String chomping = this.draw.of(List.of("", "-", "+", ""));
        String indicator = hint ? String.valueOf(deeper) : "";
        out.append(this.draw.percent(50) ? chomping + indicator : indicator + chomping);
        if (this.draw.percent(4)) {
            out.append(" # block");
        }
        out.append('\n');
        int lines = this.draw.percent(4) ? 0 : this.draw.between(1, 5);
        boolean first = true;
        for (int i = 0; i < lines; i++) {
            String line = this.words.line();
            // Behind a header without a hint the first line says how deep the block is.
            if (first && !hint && (line.startsWith(" ") || line.startsWith("\t")) && !this.wild) {
                line = line.strip();
            }
            first = first && line.isEmpty();
            out.append(line.isEmpty() ? "" : " ".repeat(indent + deeper))
                    .append(line)
                    .append('\n');
        }
        if (this.draw.percent(15)) {
            out.append("\n".repeat(this.draw.between(1, 2)));
        }
    }

    private String plainLines(int indent) {
        StringBuilder text = new StringBuilder("first");
        int lines = this.draw.between(1, 3);
        for (int i = 0; i < lines; i++) {
            text.append(this.draw.percent(20) ? "\n\n" : "\n")
                    .append(" ".repeat(indent + this.draw.between(0, 2)))
                    .append(this.draw.of(List.of("second", "it's", "1", "a  b", "- x", "\"q\"", "x:y", "z#")));
        }
        return text.toString();
    }

    private static boolean singleQuotable(String text) {
        return text.chars()
                .allMatch((c) -> c == '\n'
                        || c == '\t'
                        || (c >= ' ' && c < 127)
                        || (c > 0xa0 && c < 0x2000)
                        || (c > 0x3000 && c < 0xd800));
    }

    private static String single(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    // In a quoted scalar a line end is a space, and an empty line is a line end.
    private static String singleLines(String text, int indent) {
        return single(text).replace("\n", "\n\n" + " ".repeat(indent));
    }

    private String doubled(String text, int indent) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach((c) -> character(quoted, c));
        quoted.append('"');
        if (indent > 0 && quoted.length() > 20 && this.draw.percent(15)) {
            int at = quoted.indexOf(" ", 5);
            if (at > 0 && quoted.charAt(at - 1) != '\\' && quoted.charAt(at - 1) != ' ') {
                quoted.replace(at, at + 1, (this.draw.percent(50) ? "\n" : "\\\n") + " ".repeat(indent));
            }
        }
        return quoted.toString();
    }

    private void character(StringBuilder quoted, int c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append(this.draw.percent(50) ? "\\t" : "\t");
            case 0 -> quoted.append("\\0");
            case 0x1b -> quoted.append("\\e");
            case 7 -> quoted.append("\\a");
            case 0x85 -> quoted.append("\\N");
            case 0xa0 -> quoted.append(this.draw.percent(50) ? "\\_" : "\u00a0");
            case 0x2028 -> quoted.append("\\L");
            case 0x2029 -> quoted.append("\\P");
            default -> {
                if (c < ' ' || (c >= 127 && c < 0xa0)) {
                    quoted.append(String.format("\\x%02x", c));
                } else if (c == 0xfeff || c == 0xfffe || c == 0xffff || (c > 127 && this.draw.percent(10))) {
                    quoted.append(String.format((c > 0xffff) ? "\\U%08X" : "\\u%04x", c));
                } else {
                    quoted.appendCodePoint(c);
                }
            }
        }
    }
}
