package io.secretsbridge.sops.store;

import java.math.BigDecimal;

/**
 * The shortest decimal of a double, taken apart so that each format can lay it out in its own way.
 */
final class FloatText {

    private final boolean negative;

    private final BigDecimal decimal;

    private FloatText(boolean negative, BigDecimal decimal) {
        this.negative = negative;
        this.decimal = decimal;
    }

    /**
     * Takes a finite number apart.
     *
     * @param canonical the canonical text of a float, neither {@code NaN} nor infinite
     */
    static FloatText of(String canonical) {
        BigDecimal decimal = new BigDecimal(canonical);
        BigDecimal magnitude =
                (decimal.signum() == 0) ? BigDecimal.ZERO : decimal.abs().stripTrailingZeros();
        return new FloatText(canonical.startsWith("-"), magnitude);
    }

    /** Returns the power of ten of the first digit. */
    int exponent() {
        return this.decimal.precision() - this.decimal.scale() - 1;
    }

    /** Returns the number without an exponent. */
    String plain() {
        return sign() + this.decimal.toPlainString();
    }

    /**
     * Returns the number with an exponent.
     *
     * @param letter {@code e} or {@code E}
     * @param exponentDigits the least number of digits of the exponent
     */
    String scientific(char letter, int exponentDigits) {
        String digits = this.decimal.unscaledValue().toString();
        StringBuilder text = new StringBuilder(sign()).append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        String exponent = Integer.toString(Math.abs(exponent()));
        return text.append(letter)
                .append((exponent() < 0) ? '-' : '+')
                .append("0".repeat(Math.max(0, exponentDigits - exponent.length())))
                .append(exponent)
                .toString();
    }

    private String sign() {
        return this.negative ? "-" : "";
    }
}
