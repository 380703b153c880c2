package io.secretsbridge.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretValue;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class ValueSealerPropertyTests {

    private static final String NAME = "a.name";

    private static KeyRing keyRing;

    private static ValueSealer sealer;

    private static String sealed;

    @BeforeContainer
    static void seal() {
        keyRing = Vectors.keyRing();
        sealer = new ValueSealer(keyRing);
        sealed = seal("a value".getBytes(StandardCharsets.UTF_8), NAME);
    }

    @AfterContainer
    static void close() {
        keyRing.close();
    }

    private static String seal(byte[] value, String name) {
        return sealer.seal(SecretValue.copyOf(value), name, List.of(keyRing.parse("age", Vectors.RECIPIENT)));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter((name) -> name.equals(name.strip())
                        && name.codePoints()
                                .noneMatch((codePoint) -> Character.getType(codePoint) == Character.SURROGATE));
    }

    @Provide
    Arbitrary<String> characters() {
        return Arbitraries.oneOf(
                Arbitraries.chars().ascii().map(String::valueOf),
                Arbitraries.chars().map(String::valueOf),
                Arbitraries.just(""));
    }

    @Property(tries = 200)
    void openWhenSealedUnderAnyNameGivesTheValue(@ForAll @Size(max = 3000) byte[] value, @ForAll("names") String name) {
        String text = seal(value, name);
        assertThat(SealedValue.parse(text)).hasToString(text);
        try (SecretValue opened = sealer.open(text, name)) {
            assertThat(opened.exposeBytes()).isEqualTo(value);
        }
    }

    @Property(tries = 200)
    void openWhenTheNameIsAnotherIsRefused(@ForAll("names") String name) {
        Assume.that(!name.equals(NAME));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> sealer.open(sealed, name))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(SecretsException.Reason.VALUE_TAMPERED));
    }

    @Property(tries = 1500)
    void openWhenAnyOneCharacterIsAnotherOrGoneIsRefused(
            @ForAll @IntRange(max = 10_000) int place, @ForAll("characters") String character) {
        int at = place % sealed.length();
        String changed = sealed.substring(0, at) + character + sealed.substring(at + 1);
        Assume.that(!changed.equals(sealed));
        assertThatExceptionOfType(SecretsException.class).isThrownBy(() -> sealer.open(changed, NAME));
    }

    @Property(tries = 500)
    void openWhenAnyCharacterIsAddedIsRefused(
            @ForAll @IntRange(max = 10_000) int place, @ForAll("characters") String character) {
        int at = place % (sealed.length() + 1);
        Assume.that(!character.isEmpty());
        String changed = sealed.substring(0, at) + character + sealed.substring(at);
        assertThatExceptionOfType(SecretsException.class).isThrownBy(() -> sealer.open(changed, NAME));
    }

    @Property(tries = 1000)
    void openWhenTheTextIsAnythingIsRefusedInOneWay(@ForAll String text, @ForAll @IntRange(max = 40) int head) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> sealer.open(sealed.substring(0, head) + text, NAME));
    }
}
