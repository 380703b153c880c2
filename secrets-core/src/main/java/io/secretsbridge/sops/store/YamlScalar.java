package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Doubles;
import io.secretsbridge.tree.ValueNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A scalar ready to be written: its text, its tag and the style that the YAML library of {@code sops} chooses.
 *
 * @param text the text in UTF-8
 * @param tag the tag, or an empty string
 * @param style the style
 * @param multiline whether the text holds a line break, so that it cannot be a simple key
 */
record YamlScalar(byte[] text, String tag, YamlStyle style, boolean multiline) {

    /** What other readers, of YAML 1.1, take for a boolean. */
    private static final Set<String> OLD_BOOLEANS =
            Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF");

    /** What other readers, of YAML 1.1, take for a number to the base 60. */
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

    private static final int BASE64_LINE = 70;

    /** The exponents between which Go writes a float without one. */
    private static final int MIN_PLAIN_EXPONENT = -4;

    private static final int MAX_PLAIN_EXPONENT = 5;

    static YamlScalar of(String key) {
        return ofText(key.getBytes(StandardCharsets.UTF_8));
    }

    static YamlScalar of(ValueNode value) {
        return switch (value.type()) {
            case STRING, BYTES -> value.isText() ? ofText(value.toByteArray()) : ofBinary(value.toByteArray());
            case INTEGER, TIMESTAMP -> plain(value.text());
            case FLOAT -> plain(floating(value.text()));
            case BOOLEAN -> plain(value.text().equals("True") ? "true" : "false");
            case NULL -> plain("null");
        };
    }

    private static YamlScalar plain(String text) {
        return new YamlScalar(text.getBytes(StandardCharsets.UTF_8), "", YamlStyle.PLAIN, false);
    }

    private static YamlScalar ofText(byte[] text) {
        YamlTextTraits traits = YamlTextTraits.of(text);
        if (traits.hasLineFeed()) {
            boolean literal = traits.allowsLiteral() && text[0] != '\t';
            return new YamlScalar(text, "", literal ? YamlStyle.LITERAL : YamlStyle.DOUBLE_QUOTED, true);
        }
        YamlStyle style = YamlStyle.DOUBLE_QUOTED;
        String tag = "";
        if (readsAsString(text)) {
            if (traits.allowsPlain()) {
                style = YamlStyle.PLAIN;
                tag = isMergeKey(text) ? YamlScalars.MERGE_TAG : "";
            } else if (traits.allowsSingleQuoted()) {
                style = YamlStyle.SINGLE_QUOTED;
            }
        }
        return new YamlScalar(text, tag, style, traits.hasLineBreak());
    }

    private static boolean isMergeKey(byte[] text) {
        return text.length == 2 && text[0] == '<' && text[1] == '<';
    }

    private static boolean readsAsString(byte[] text) {
        if (text.length == 0) {
            return false;
        }
        if (YamlScalars.startsAsString((char) (text[0] & 0xFF))) {
            return true;
        }
        String string = new String(text, StandardCharsets.UTF_8);
        return YamlScalars.isString(string)
                && !OLD_BOOLEANS.contains(string)
                && !BASE_60.matcher(string).matches();
    }

    private static YamlScalar ofBinary(byte[] bytes) {
        byte[] base64 = Base64.getEncoder().encode(bytes);
        if (base64.length < BASE64_LINE) {
            return new YamlScalar(base64, "!!binary", YamlStyle.PLAIN, false);
        }
        int lines = (base64.length + BASE64_LINE - 1) / BASE64_LINE;
        byte[] broken = new byte[base64.length + lines];
        int to = 0;
        for (int from = 0; from < base64.length; from += BASE64_LINE) {
            int width = Math.min(BASE64_LINE, base64.length - from);
            System.arraycopy(base64, from, broken, to, width);
            to += width;
            broken[to] = '\n';
            to++;
        }
        return new YamlScalar(broken, "!!binary", YamlStyle.LITERAL, true);
    }

    /** Formats a float as Go's shortest 'g' form. */
    private static String floating(String canonical) {
        switch (canonical) {
            case "NaN":
                return ".nan";
            case "+Inf":
                return ".inf";
            case "-Inf":
                return "-.inf";
            case "0":
                return canonical;
            case "-0":
                // sops writes -0, which it reads as an integer of another MAC.
                return "-0.0";
            default:
        }
        BigDecimal number = Doubles.shortest(Double.parseDouble(canonical));
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= MIN_PLAIN_EXPONENT && exponent <= MAX_PLAIN_EXPONENT) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder();
        text.append((number.signum() < 0) ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append((exponent < 0) ? '-' : '+');
        int size = Math.abs(exponent);
        return text.append((size < 10) ? "0" : "").append(size).toString();
    }

    /** Returns whether this is the key {@code <<} with its tag. */
    boolean isMerge() {
        return this.tag.equals(YamlScalars.MERGE_TAG);
    }

    /** Returns the same text without a tag in double quotes. */
    YamlScalar doubleQuoted() {
        return new YamlScalar(this.text, "", YamlStyle.DOUBLE_QUOTED, this.multiline);
    }

    @Override
    public String toString() {
        return "YamlScalar[" + this.style + "]";
    }
}
