package io.secretsbridge.sops.store;

import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;

/**
 * The text of a scalar where only text can stand: in dotenv and INI files, in the environment that {@code exec-env} makes.
 */
public final class FlatText {

    /** From this power of ten on, and below the negative one, floats have an exponent. Go's {@code %G}. */
    private static final int LARGE = 6;

    private static final int SMALL = -4;

    private FlatText() {}

    /**
     * Returns the text that {@code sops} writes: strings as they are, integers in decimal, booleans as {@code true} and
     * {@code false}, floats so that they do not look like integers ({@code 1.0}, {@code -2E+10}), timestamps as RFC 3339
     * in whole seconds, null as {@code <nil>}.
     *
     * @param value the scalar
     * @return the bytes of the text, UTF-8 unless the value is a string that is not; the caller may change them
     */
    public static byte[] of(ValueNode value) {
        return switch (value.type()) {
            case STRING, BYTES, INTEGER -> value.toByteArray();
            case BOOLEAN -> ascii(value.text().equals("True") ? "true" : "false");
            case FLOAT -> ascii(floating(value.text()));
            case TIMESTAMP -> ascii(wholeSeconds(value.text()));
            case NULL -> ascii("<nil>");
        };
    }

    private static String floating(String canonical) {
        if (canonical.equals("NaN") || canonical.endsWith("Inf")) {
            return canonical;
        }
        FloatText number = FloatText.of(canonical);
        if (number.exponent() < SMALL || number.exponent() >= LARGE) {
            return number.scientific('E', 2);
        }
        String plain = number.plain();
        return (plain.indexOf('.') < 0) ? plain + ".0" : plain;
    }

    private static String wholeSeconds(String rfc3339) {
        int fraction = rfc3339.indexOf('.');
        if (fraction < 0) {
            return rfc3339;
        }
        int zone = fraction + 1;
        while (zone < rfc3339.length() && Character.isDigit(rfc3339.charAt(zone))) {
            zone++;
        }
        return rfc3339.substring(0, fraction) + rfc3339.substring(zone);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
