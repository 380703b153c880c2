package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.codahale.shamir.Scheme;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShamirTests {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** The worked byte of the format's description: 0x42 with the linear coefficient 0x17. */
    @Test
    void combineWhenSharesOfTheFormatsExampleGivesItsSecret() {
        byte[] first = {0x55, 1};
        byte[] second = {0x6c, 2};
        byte[] third = {0x7b, 3};
        assertThat(Shamir.combine(List.of(first, second))).containsExactly(0x42);
        assertThat(Shamir.combine(List.of(third, first))).containsExactly(0x42);
        assertThat(Shamir.combine(List.of(second, third, first))).containsExactly(0x42);
    }

    @Test
    void multiplyWhenAnyFactorsIsMultiplicationOfPolynomialsModuloTheFieldPolynomial() {
        for (int left = 0; left < 256; left++) {
            for (int right = 0; right < 256; right++) {
                assertThat(Shamir.multiply(left, right)).isEqualTo(slowProduct(left, right));
            }
        }
    }

    private static int slowProduct(int left, int right) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            if ((right & (1 << bit)) != 0) {
                product ^= left << bit;
            }
        }
        for (int bit = 14; bit >= 8; bit--) {
            if ((product & (1 << bit)) != 0) {
                product ^= 0x11b << (bit - 8);
            }
        }
        return product;
    }

    @Test
    void inverseWhenNotZeroMultipliesToOne() {
        for (int a = 1; a < 256; a++) {
            assertThat(Shamir.multiply(a, Shamir.inverse(a))).isEqualTo(1);
        }
    }

    @Property(tries = 200)
    void combineWhenAnySharesReachTheThresholdRecovers(
            @ForAll @Size(min = 1, max = 40) byte[] secret,
            @ForAll @IntRange(min = 2, max = 12) int count,
            @ForAll @IntRange(min = 2, max = 12) int threshold,
            @ForAll Random order) {
        int needed = Math.min(threshold, count);
        List<byte[]> shares = new ArrayList<>(Shamir.split(secret, count, needed, RANDOM));
        assertThat(shares).allSatisfy((share) -> assertThat(share).hasSize(secret.length + 1));
        Collections.shuffle(shares, order);
        for (int used = needed; used <= count; used++) {
            assertThat(Shamir.combine(shares.subList(0, used))).isEqualTo(secret);
        }
    }

    @Property(tries = 100)
    void combineWhenOneShareShortOfTheThresholdDoesNotRecover(
            @ForAll @Size(32) byte[] secret, @ForAll @IntRange(min = 3, max = 8) int threshold, @ForAll Random order) {
        List<byte[]> shares = new ArrayList<>(Shamir.split(secret, 8, threshold, RANDOM));
        Collections.shuffle(shares, order);
        assertThat(Shamir.combine(shares.subList(0, threshold - 1))).isNotEqualTo(secret);
    }

    /** One share of two: whatever the secret, each of its bytes takes every value, so it says nothing. */
    @Test
    void splitWhenRepeatedGivesEveryValueOfAShareForTheSameSecret() {
        Set<Byte> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(Shamir.split(new byte[] {7}, 2, 2, RANDOM).get(0)[0]);
        }
        assertThat(seen).hasSize(256);
    }

    @Test
    void splitWhenMostSharesAllowedNumbersThemFromOne() {
        List<byte[]> shares = Shamir.split(new byte[32], Shamir.MAX_SHARES, Shamir.MAX_SHARES, RANDOM);
        assertThat(shares).hasSize(255);
        assertThat(shares.get(0)[32]).isEqualTo((byte) 1);
        assertThat(shares.get(254)[32]).isEqualTo((byte) 255);
        assertThat(Shamir.combine(shares)).isEqualTo(new byte[32]);
    }

    @Property(tries = 50)
    void combineWhenSplitByAnotherImplementationRecovers(
            @ForAll @Size(32) byte[] secret, @ForAll @IntRange(min = 2, max = 9) int threshold) {
        List<byte[]> shares = new ArrayList<>();
        new Scheme(RANDOM, 9, threshold).split(secret).forEach((x, y) -> {
            byte[] share = Arrays.copyOf(y, y.length + 1);
            share[y.length] = x.byteValue();
            shares.add(share);
        });
        Collections.shuffle(shares, RANDOM);
        assertThat(Shamir.combine(shares.subList(0, threshold))).isEqualTo(secret);
    }

    @Property(tries = 50)
    void splitWhenCombinedByAnotherImplementationIsRecovered(
            @ForAll @Size(32) byte[] secret, @ForAll @IntRange(min = 2, max = 9) int threshold) {
        Map<Integer, byte[]> parts = new HashMap<>();
        for (byte[] share : Shamir.split(secret, 9, threshold, RANDOM)) {
            parts.put(Shamir.x(share), Arrays.copyOf(share, share.length - 1));
        }
        assertThat(new Scheme(RANDOM, 9, threshold).join(parts)).isEqualTo(secret);
    }

    @Test
    void combineWhenSharesDoNotFitRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Shamir.combine(List.of(new byte[] {1, 1})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shamir.combine(List.of(new byte[] {1, 0}, new byte[] {2, 1})))
                .withMessageContaining("number 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shamir.combine(List.of(new byte[] {1, 3}, new byte[] {2, 3})))
                .withMessageContaining("number 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shamir.combine(List.of(new byte[] {1, 3}, new byte[] {2, 2, 2})))
                .withMessageContaining("length");
        assertThatIllegalArgumentException().isThrownBy(() -> Shamir.combine(List.of(new byte[] {1}, new byte[] {2})));
    }

    @Test
    void splitWhenThresholdDoesNotFitRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(new byte[1], 3, 1, RANDOM));
        assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(new byte[1], 3, 4, RANDOM));
        assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(new byte[1], 256, 2, RANDOM));
    }
}
