package io.secretsbridge.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.re2j.PatternSyntaxException;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which expressions are taken is what {@code regexp.Compile} of Go 1.26 says of the same texts. */
class RegularExpressionTests {

    private static final Location WHERE = Location.of("x");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?P<n>x)",
                "(?<n>x)",
                "\\pN",
                "\\z",
                "(?i)K",
                "[[:alpha:]]",
                "\\p{Greek}",
                "\\Q.(\\E",
                "a{,2}",
                "a{x}",
                "{",
                "(|a)*",
                "(?U)a+",
                "(a{10}){100}",
                "(a?){1000}(a){1000}",
                "(\\pL|b){1000}",
                "[]a{1000}](x{10}){100}",
                "[^]]{10}",
                "[[:^alpha:]]",
                "\\x{41}{1000}",
                "(a*)*"
            })
    void compileWhenGoTakesItTakesIt(String text) {
        assertThatNoException().isThrownBy(() -> RegularExpression.compile(text, WHERE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=a)",
                "(?<!a)",
                "(a)\\1",
                "a**",
                "a++",
                "\\C",
                "a{1001}",
                "x{2,1}",
                "[a-",
                "(",
                ")",
                "((a{100}){100}){100}",
                "((a{1000}){1000}){1000}",
                "(((a{10}){10}){10}){10}",
                "(?:(?:x{1000}){2})",
                "((?:\\pL{1,1000})){1,1000}",
                "\\x{110000}"
            })
    @Timeout(10)
    void compileWhenGoRefusesItRefusesIt(String text) {
        assertThatExceptionOfType(PatternSyntaxException.class)
                .isThrownBy(() -> RegularExpression.compile(text, WHERE));
    }

    @Example
    void compileWhenNestedTooDeeplyRefusesIt() {
        String deep = "(".repeat(1001) + ")".repeat(1001);
        assertThatExceptionOfType(PatternSyntaxException.class)
                .isThrownBy(() -> RegularExpression.compile(deep, WHERE));
    }

    @ParameterizedTest
    @ValueSource(ints = {10_001, 1_000_000})
    void compileWhenTooLongIsRefusedAtOnce(int length) {
        refused(() -> RegularExpression.compile("a".repeat(length), WHERE));
    }

    @Example
    void compileWhenRepetitionsAreTooManyIsRefused() {
        refused(() -> RegularExpression.compile("(" + "a".repeat(51) + "){1000}", WHERE));
    }

    @Example
    void findWhenTextsAreTooMuchForTheExpressionIsRefused() {
        RegularExpression costly = RegularExpression.compile("(a?){1000}(a){1000}", WHERE);
        String text = "b".repeat(10_000_000);
        refused(() -> costly.find(text));
    }

    @Example
    void findSearchesAnywhere() {
        assertThat(RegularExpression.compile("b", WHERE).find("abc")).isTrue();
        assertThat(RegularExpression.compile("^b", WHERE).find("abc")).isFalse();
    }

    /** Whatever its syntax, an expression ends in one of three ways, soon. */
    @Property(tries = 500)
    void compileWhenAnythingEndsSoon(
            @ForAll @StringLength(max = 40) @CharRange(from = '(', to = ')') String brackets,
            @ForAll @StringLength(max = 20) String rest) {
        String text = brackets.replace("((", "(a{900}").replace("))", "){999}") + rest;
        long start = System.nanoTime();
        try {
            assertThat(RegularExpression.compile(text, WHERE)).isNotNull();
        } catch (PatternSyntaxException ex) {
            assertThat(ex.getDescription()).isNotEmpty();
        } catch (SecretsException ex) {
            assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(call)
                .withMessageStartingWith("x: ")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
    }
}
