package io.secretsbridge.sops;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words for the types of sealed values, and what authentic plaintext of each may look like. Files of other programs
 * hold numbers and booleans in other spellings than {@code sops} writes; they become the canonical one, over which the MAC
 * is built.
 */
final class Scalars {

    static final String COMMENT = "comment";

    /** So many significant digits are always the shortest that read back as the same double. */
    private static final int SAFE_DIGITS = 15;

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private static final DateTimeFormatter RFC3339_SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

    private static final DateTimeFormatter RFC3339_NANOS = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("XXX")
            .toFormatter(Locale.ROOT);

    private Scalars() {}

    static String word(ValueNode.Type type) {
        return switch (type) {
            // Bytes are only read; what is sealed anew is a string of the same bytes, as in sops.
            case STRING, BYTES -> "str";
            case INTEGER -> "int";
            case FLOAT -> "float";
            case BOOLEAN -> "bool";
            case TIMESTAMP -> "time";
            case NULL -> throw new IllegalArgumentException("Null is never sealed");
        };
    }

    static boolean isWord(String word) {
        return switch (word) {
            case "str", "int", "float", "bool", "time", "bytes", COMMENT -> true;
            default -> false;
        };
    }

    /**
     * Makes a node of opened plaintext.
     *
     * @param word a word of {@link #isWord(String)}
     * @param plain the plaintext, which the node takes over or which is wiped
     * @return the node, or {@code null} when the plaintext is none of its type
     */
    static @Nullable Node node(String word, byte[] plain, Position position) {
        if (word.equals("str")) {
            return ValueNode.ofCanonical(ValueNode.Type.STRING, plain, position);
        }
        if (word.equals("bytes")) {
            return ValueNode.ofCanonical(ValueNode.Type.BYTES, plain, position);
        }
        String text = new String(plain, StandardCharsets.UTF_8);
        Arrays.fill(plain, (byte) 0);
        try {
            return switch (word) {
                case COMMENT -> new CommentNode(text, false, position);
                case "int" -> integer(text, position);
                case "float" -> floating(text, position);
                case "bool" -> bool(text, position);
                case "time" -> ValueNode.timestamp(RFC3339_NANOS.format(OffsetDateTime.parse(text)), position);
                default -> null;
            };
        } catch (NumberFormatException | DateTimeException ex) {
            return null;
        }
    }

    /**
     * Renders a time the way the format renders {@code lastmodified}: in seconds, keeping the offset.
     *
     * @throws DateTimeException when the text is no RFC 3339 time
     */
    static String seconds(String rfc3339) {
        return RFC3339_SECONDS.format(OffsetDateTime.parse(rfc3339));
    }

    private static ValueNode integer(String text, Position position) {
        requireAscii(text);
        return ValueNode.integer(Long.parseLong(text), position);
    }

    private static ValueNode floating(String text, Position position) {
        if (isShortest(text)) {
            return ValueNode.ofCanonical(ValueNode.Type.FLOAT, text.getBytes(StandardCharsets.US_ASCII), position);
        }
        return ValueNode.floating(number(text), position);
    }

    private static double number(String text) {
        String bare = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
        double sign = text.startsWith("-") ? -1 : 1;
        if (bare.equalsIgnoreCase("inf") || bare.equalsIgnoreCase("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (bare.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        for (int i = 0; i < bare.length(); i++) {
            // Java would also read spaces, hexadecimal and a type suffix.
            if ("0123456789.eE+-".indexOf(bare.charAt(i)) < 0) {
                throw new NumberFormatException();
            }
        }
        return sign * Double.parseDouble(bare);
    }

    /** Returns whether a decimal is certainly in canonical form, without the cost of making that form. */
    private static boolean isShortest(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int dot = -1;
        for (int i = start; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '.' && dot < 0) {
                dot = i;
            } else if (character < '0' || character > '9') {
                return false;
            }
        }
        int whole = ((dot < 0) ? text.length() : dot) - start;
        if (whole == 0 || text.length() - start > SAFE_DIGITS || (whole > 1 && text.charAt(start) == '0')) {
            return false;
        }
        return dot < 0 || (dot < text.length() - 1 && text.charAt(text.length() - 1) != '0');
    }

    private static @Nullable ValueNode bool(String text, Position position) {
        Boolean value = parseBool(text);
        return (value == null) ? null : ValueNode.bool(value, position);
    }

    /** Reads a boolean in any spelling that the format allows; {@code null} when it is none. */
    static @Nullable Boolean parseBool(String text) {
        if (TRUE.contains(text)) {
            return true;
        }
        return FALSE.contains(text) ? false : null;
    }

    private static void requireAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > '9') {
                throw new NumberFormatException();
            }
        }
    }
}
