package io.secretsbridge.sops;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;

/**
 * A regular expression in the syntax of Go, by RE2/J: Java's own has other rules (look-around, back-references, possessive
 * quantifiers) and takes exponential time for some expressions, which here come out of files. RE2/J takes time linear in the
 * text, but, unlike Go's own, it limits neither what repetitions of repetitions multiply to nor how deep groups nest, so that
 * an expression of 23 characters fills the memory; both are refused here, as in Go.
 */
final class RegularExpression {

    /** The longest expression that is taken, in characters: RE2/J needs seconds to compile one of 100,000. */
    static final int MAX_LENGTH = 10_000;

    /** The most instructions that an expression may become, by the count of {@link RegularExpressionSize}. */
    static final int MAX_SIZE = 50_000;

    /**
     * The most steps, instructions times characters, that matching the texts of one file may take: tens of seconds at the
     * worst. An expression of 50 instructions over 20 million characters of keys stays below it.
     */
    private static final long MAX_STEPS = 2_000_000_000L;

    private final Pattern pattern;

    private final int size;

    private final Location where;

    private long steps;

    private RegularExpression(Pattern pattern, int size, Location where) {
        this.pattern = pattern;
        this.size = size;
        this.where = where;
    }

    /**
     * Compiles an expression.
     *
     * @param text the expression
     * @param where what holds it, for errors
     * @throws PatternSyntaxException when it is none in the syntax of Go
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} when it is one, but too large to be used
     */
    static RegularExpression compile(String text, Location where) {
        if (text.length() > MAX_LENGTH) {
            throw tooLarge(where, "it has more than " + MAX_LENGTH + " characters");
        }
        long size = RegularExpressionSize.of(text);
        if (size > MAX_SIZE) {
            throw tooLarge(where, "its repetitions amount to more than " + MAX_SIZE + " steps");
        }
        return new RegularExpression(Pattern.compile(text), (int) size, where);
    }

    private static SecretsException tooLarge(Location where, String why) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED,
                where,
                "a regular expression is too large to be used: " + why,
                "Write a simpler one");
    }

    /**
     * Returns whether the expression matches anywhere in a text. Not thread-safe, because it counts.
     *
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} when all texts so far together are too much for it
     */
    boolean find(String text) {
        this.steps += (long) this.size * (text.length() + 1);
        if (this.steps > MAX_STEPS) {
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    this.where,
                    "matching the keys or comments of the file against its regular expression takes too long",
                    "Use a simpler regular expression, or split the file");
        }
        return this.pattern.matcher(text).find();
    }
}
