package io.secretsbridge.key;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's secret sharing as SOPS and Vault lay it out: over GF(2^8) with the polynomial x^8+x^4+x^3+x+1 (0x11b), each
 * byte of the secret is the constant term of a polynomial of its own. A share is the values of the polynomials at one x,
 * one byte each, followed by that x. The only cryptographic primitive of this project that is its own, because no
 * maintained library has this layout.
 */
final class Shamir {

    /** The most shares: x is a byte, and at 0 lies the secret. */
    static final int MAX_SHARES = 255;

    private static final int REDUCTION = 0x1b;

    private Shamir() {}

    /**
     * Splits a secret; the caller wipes the shares. Share i has x = i + 1.
     */
    static List<byte[]> split(byte[] secret, int count, int threshold, SecureRandom random) {
        if (threshold < 2 || threshold > count || count > MAX_SHARES) {
            throw new IllegalArgumentException("2 <= threshold <= count <= 255 must hold");
        }
        List<byte[]> shares = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] share = new byte[secret.length + 1];
            share[secret.length] = (byte) (i + 1);
            shares.add(share);
        }
        // A coefficient of 0 is as likely as any other, the highest included: only then do fewer shares say nothing at
        // all.
        byte[] coefficients = new byte[threshold - 1];
        for (int position = 0; position < secret.length; position++) {
            random.nextBytes(coefficients);
            for (int i = 0; i < count; i++) {
                shares.get(i)[position] = evaluate(secret[position], coefficients, i + 1);
            }
        }
        Arrays.fill(coefficients, (byte) 0);
        return shares;
    }

    private static byte evaluate(byte constant, byte[] coefficients, int x) {
        int y = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            y = multiply(y ^ (coefficients[i] & 0xff), x);
        }
        return (byte) (y ^ (constant & 0xff));
    }

    /**
     * Recovers the secret; the caller wipes it. Too few or wrong shares give a wrong secret, which only its user can notice.
     *
     * @throws IllegalArgumentException when there are fewer than two shares, their lengths differ, or an x is 0 or
     * occurs twice
     */
    static byte[] combine(List<byte[]> shares) {
        if (shares.size() < 2) {
            throw new IllegalArgumentException("At least two shares are needed");
        }
        int length = shares.get(0).length - 1;
        int[] xs = new int[shares.size()];
        for (int i = 0; i < xs.length; i++) {
            byte[] share = shares.get(i);
            if (length < 1 || share.length != length + 1) {
                throw new IllegalArgumentException("The shares differ in length");
            }
            xs[i] = x(share);
            if (xs[i] == 0) {
                throw new IllegalArgumentException("A share has the number 0");
            }
            for (int j = 0; j < i; j++) {
                if (xs[j] == xs[i]) {
                    throw new IllegalArgumentException("Two shares have the number " + xs[i]);
                }
            }
        }
        byte[] secret = new byte[length];
        for (int i = 0; i < xs.length; i++) {
            int weight = weightAtZero(xs, i);
            byte[] share = shares.get(i);
            for (int position = 0; position < length; position++) {
                secret[position] ^= (byte) multiply(share[position] & 0xff, weight);
            }
        }
        return secret;
    }

    /** Returns the number of a share. */
    static int x(byte[] share) {
        return share[share.length - 1] & 0xff;
    }

    /** The Lagrange basis polynomial of one x, at 0. In this field subtracting is adding. */
    private static int weightAtZero(int[] xs, int index) {
        int weight = 1;
        for (int j = 0; j < xs.length; j++) {
            if (j != index) {
                weight = multiply(weight, multiply(xs[j], inverse(xs[j] ^ xs[index])));
            }
        }
        return weight;
    }

    /** Multiplies without a branch or a table look-up that depends on the factors. */
    static int multiply(int left, int right) {
        int a = left;
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            product ^= a & -((right >>> bit) & 1);
            a = ((a << 1) & 0xff) ^ (REDUCTION & -((a >>> 7) & 1));
        }
        return product;
    }

    /** Returns a^254, which is the inverse because the group has 255 elements. */
    static int inverse(int a) {
        int square = multiply(a, a);
        int result = square;
        for (int i = 0; i < 6; i++) {
            square = multiply(square, square);
            result = multiply(result, square);
        }
        return result;
    }
}
