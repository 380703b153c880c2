package io.secretsbridge.tree;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Doubles as decimal text in the forms that the SOPS format uses. {@code Double.toString} finds the shortest digits only
 * from JDK 19 on, so the digits are searched for here.
 */
public final class Doubles {

    private static final RoundingMode[] NEAREST_FIRST = {RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP};

    private static final int MAX_DIGITS = 17;

    private Doubles() {}

    /**
     * Returns the shortest decimal that reads back as the same double, never with an exponent.
     *
     * @param number the number
     * @return the decimal, {@code -0}, {@code NaN}, {@code +Inf} or {@code -Inf}
     */
    public static String plain(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return (number > 0) ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return (1 / number < 0) ? "-0" : "0";
        }
        return shortest(number).toPlainString();
    }

    /**
     * Returns the decimal with the fewest digits that reads back as the same double, the nearest of those.
     *
     * @param number a finite number other than zero
     * @return the decimal without trailing zeros
     */
    public static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            for (RoundingMode mode : NEAREST_FIRST) {
                BigDecimal candidate = exact.round(new MathContext(digits, mode));
                if (candidate.doubleValue() == number) {
                    return candidate.stripTrailingZeros();
                }
            }
        }
        return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }
}
