package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which type and value the text of a scalar stands for, by the rules of the YAML library of {@code sops}. */
final class YamlScalars {

    static final String STRING_TAG = "!!str";

    static final String MERGE_TAG = "!!merge";

    static final String MERGE_KEY = "<<";

    private static final String LONG_TAG = "tag:yaml.org,2002:";

    private static final Position NOWHERE = Position.NONE;

    private static final Map<String, ValueNode.Type> TAGS = Map.of(
            "!!bool", ValueNode.Type.BOOLEAN,
            "!!float", ValueNode.Type.FLOAT,
            "!!int", ValueNode.Type.INTEGER,
            "!!null", ValueNode.Type.NULL,
            "!!timestamp", ValueNode.Type.TIMESTAMP);

    private static final Map<String, ValueNode> WORDS = Map.ofEntries(
            Map.entry("true", ValueNode.bool(true, NOWHERE)),
            Map.entry("True", ValueNode.bool(true, NOWHERE)),
            Map.entry("TRUE", ValueNode.bool(true, NOWHERE)),
            Map.entry("false", ValueNode.bool(false, NOWHERE)),
            Map.entry("False", ValueNode.bool(false, NOWHERE)),
            Map.entry("FALSE", ValueNode.bool(false, NOWHERE)),
            Map.entry("", ValueNode.nullValue(NOWHERE)),
            Map.entry("~", ValueNode.nullValue(NOWHERE)),
            Map.entry("null", ValueNode.nullValue(NOWHERE)),
            Map.entry("Null", ValueNode.nullValue(NOWHERE)),
            Map.entry("NULL", ValueNode.nullValue(NOWHERE)),
            Map.entry(".nan", ValueNode.floating(Double.NaN, NOWHERE)),
            Map.entry(".NaN", ValueNode.floating(Double.NaN, NOWHERE)),
            Map.entry(".NAN", ValueNode.floating(Double.NaN, NOWHERE)),
            Map.entry(".inf", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry(".Inf", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry(".INF", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry("+.inf", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry("+.Inf", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry("+.INF", ValueNode.floating(Double.POSITIVE_INFINITY, NOWHERE)),
            Map.entry("-.inf", ValueNode.floating(Double.NEGATIVE_INFINITY, NOWHERE)),
            Map.entry("-.Inf", ValueNode.floating(Double.NEGATIVE_INFINITY, NOWHERE)),
            Map.entry("-.INF", ValueNode.floating(Double.NEGATIVE_INFINITY, NOWHERE)));

    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    /** Only after a leading point: there, underscores are not taken out first, and the rules of Go apply. */
    private static final Pattern POINT_FLOAT = Pattern.compile("\\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?");

    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");

    /** A sign after the base: an oddity of that library. */
    private static final Pattern SIGN_INSIDE = Pattern.compile("0(?:b([-+][01]+)|o([-+][0-7]+))");

    private static final BigInteger MAX_UNSIGNED =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private static final int LONG_BITS = 63;

    private YamlScalars() {}

    /**
     * Returns the short form of a tag.
     *
     * @param tag the tag as the parser gives it
     * @return the tag, {@code !!} instead of the long prefix
     */
    static String shortTag(String tag) {
        return tag.startsWith(LONG_TAG) ? "!!" + tag.substring(LONG_TAG.length()) : tag;
    }

    /**
     * Returns the value of a scalar.
     *
     * @param node the scalar
     * @param text the text it is from, for errors
     * @return the value
     */
    static ValueNode value(YamlNode node, YamlText text) {
        String tag = node.tag();
        Position position = node.position();
        if (isPlainlyString(node)) {
            return ValueNode.string(node.value(), position);
        }
        if (tag == null) {
            return resolve(node.value(), true, text, position);
        }
        if (tag.equals("!!binary")) {
            return binary(node, text);
        }
        ValueNode.Type wanted = TAGS.get(tag);
        if (wanted == null) {
            // Also of a tag that nobody knows: sops keeps the value and drops the tag.
            return ValueNode.string(node.value(), position);
        }
        ValueNode value = resolve(node.value(), wanted == ValueNode.Type.TIMESTAMP, text, position);
        if (wanted == ValueNode.Type.FLOAT && value.type() == ValueNode.Type.INTEGER) {
            return ValueNode.floating((double) Long.parseLong(value.text()), position);
        }
        if (value.type() != wanted) {
            throw text.malformed(position, "the value is not what its tag " + tag + " says");
        }
        return value;
    }

    /**
     * Returns whether a scalar is a string for what can be seen at once: its quotes, or its first character.
     *
     * @param node the scalar
     * @return {@code false} when one has to look closer
     */
    static boolean isPlainlyString(YamlNode node) {
        String tag = node.tag();
        return (tag == null)
                ? !node.value().isEmpty() && startsAsString(node.value().charAt(0))
                : tag.equals(STRING_TAG);
    }

    private static ValueNode binary(YamlNode node, YamlText text) {
        String base64 = node.value().replace("\n", "").replace("\r", "");
        try {
            if (base64.length() % 4 == 0) {
                return ValueNode.ofCanonical(
                        ValueNode.Type.STRING, Base64.getDecoder().decode(base64), node.position());
            }
        } catch (IllegalArgumentException ex) {
            // As if it were too short: the message of the exception would quote the value.
        }
        throw text.malformed(node.position(), "the value is not the base64 that its tag !!binary says");
    }

    private static ValueNode resolve(String value, boolean timestamps, YamlText text, Position position) {
        ValueNode resolved = resolve(value, timestamps);
        if (resolved == null) {
            throw text.malformed(position, "an integer is larger than 64 bits with a sign can hold");
        }
        return resolved.withPosition(position);
    }

    /**
     * Returns whether a text without quotes and tag is a string.
     *
     * @param value the text
     * @return whether it is no other type
     */
    static boolean isString(String value) {
        ValueNode resolved = resolve(value, true);
        return resolved != null && resolved.isString();
    }

    /** Returns whether a text can only be a string, by its first character. */
    static boolean startsAsString(char first) {
        return !(first >= '0' && first <= '9') && "+-.yYnNtTfFoO~".indexOf(first) < 0;
    }

    private static @Nullable ValueNode resolve(String value, boolean timestamps) {
        if (!value.isEmpty() && startsAsString(value.charAt(0))) {
            return ValueNode.string(value);
        }
        ValueNode word = WORDS.get(value);
        if (word != null) {
            // A copy: whoever wipes a value must not wipe the word for all others.
            return ValueNode.ofCanonical(word.type(), word.toByteArray(), NOWHERE);
        }
        char first = value.charAt(0);
        if (first == '.') {
            return POINT_FLOAT.matcher(value).matches()
                    ? floating(value, value.replace("_", ""))
                    : ValueNode.string(value);
        }
        if (Character.isLetter(first) || first == '~') {
            return ValueNode.string(value);
        }
        String time = timestamps ? YamlTimestamps.canonical(value) : null;
        return (time != null) ? ValueNode.timestamp(time, NOWHERE) : number(value);
    }

    private static @Nullable ValueNode number(String value) {
        String digits = value.replace("_", "");
        BigInteger integer = integer(digits);
        if (integer != null) {
            if (integer.bitLength() <= LONG_BITS) {
                return ValueNode.integer(integer.longValue(), NOWHERE);
            }
            if (digits.charAt(0) != '-' && digits.charAt(0) != '+' && integer.compareTo(MAX_UNSIGNED) <= 0) {
                return null;
            }
        }
        return FLOAT.matcher(digits).matches() ? floating(value, digits) : ValueNode.string(value);
    }

    private static @Nullable BigInteger integer(String digits) {
        var inside = SIGN_INSIDE.matcher(digits);
        if (inside.matches()) {
            String binary = inside.group(1);
            return (binary != null) ? new BigInteger(binary, 2) : new BigInteger(inside.group(2), 8);
        }
        var matcher = INTEGER.matcher(digits);
        if (!matcher.matches()) {
            return null;
        }
        String sign = matcher.group(1).equals("-") ? "-" : "";
        if (matcher.group(2) != null) {
            return new BigInteger(sign + matcher.group(2), 16);
        }
        if (matcher.group(3) != null) {
            return new BigInteger(sign + matcher.group(3), 2);
        }
        if (matcher.group(4) != null) {
            return new BigInteger(sign + matcher.group(4), 8);
        }
        return new BigInteger(sign + matcher.group(5));
    }

    private static ValueNode floating(String value, String digits) {
        double number = Double.parseDouble(digits);
        return Double.isInfinite(number) ? ValueNode.string(value) : ValueNode.floating(number, NOWHERE);
    }
}
