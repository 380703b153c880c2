package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagParserTests {

    private static final Flag SWITCH = Flag.toggle("a switch", "in-place", "i");

    private static final Flag TEXT = Flag.text("TEXT", "a text", "output").orVariable("OUTPUT");

    private static final Flag NUMBER = Flag.number("a number", "indent");

    private static final Flag LIST = Flag.list("URL", "a list", "service").orVariable("SERVICE");

    private static FlagParser parser(Map<String, String> environment) {
        return new FlagParser(List.of(SWITCH, TEXT, NUMBER, LIST), environment);
    }

    private static Arguments leading(String... arguments) {
        return parser(Map.of()).parseLeading(List.of(arguments));
    }

    private static Arguments all(String... arguments) {
        return parser(Map.of()).parseAll(List.of(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i", "--i", "-in-place", "--in-place", "--in-place=true", "-i=1", "-i=T"})
    void parseLeadingWhenSwitchIsGivenIsOn(String argument) {
        Arguments arguments = leading(argument, "file");
        assertThat(arguments.isOn(SWITCH)).isTrue();
        assertThat(arguments.operands()).containsExactly("file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i=false", "--in-place=0", "--in-place=F"})
    void parseLeadingWhenSwitchIsFalseIsOff(String argument) {
        assertThat(leading("-i=true", argument.replace("--in-place", "-i")).isOn(SWITCH))
                .isFalse();
    }

    @Test
    void parseLeadingWhenTextIsGivenTakesTheNextArgumentWhateverItIs() {
        assertThat(leading("--output", "-i").text(TEXT)).isEqualTo("-i");
        assertThat(leading("-output=a=b").text(TEXT)).isEqualTo("a=b");
        assertThat(leading("--output=").isSet(TEXT)).isTrue();
    }

    @Test
    void parseLeadingWhenTextIsRepeatedTakesTheLast() {
        assertThat(leading("--output", "a", "--output", "b").text(TEXT)).isEqualTo("b");
    }

    @Test
    void parseLeadingWhenListIsRepeatedTakesAll() {
        assertThat(leading("--service", "a", "--service", "b").list(LIST)).containsExactly("a", "b");
    }

    @Test
    void parseLeadingStopsAtTheFirstOperand() {
        Arguments arguments = leading("-i", "file", "--output", "x");
        assertThat(arguments.isSet(TEXT)).isFalse();
        assertThat(arguments.operands()).containsExactly("file", "--output", "x");
    }

    @Test
    void parseLeadingWhenOperandIsADashKeepsIt() {
        assertThat(leading("-", "-i").operands()).containsExactly("-", "-i");
    }

    @Test
    void parseLeadingWhenDashesStandAloneEndsTheFlags() {
        Arguments arguments = leading("-i", "--", "--output", "x");
        assertThat(arguments.operands()).containsExactly("--output", "x");
    }

    @Test
    void parseAllWhenFlagsStandBehindOperandsFindsThem() {
        Arguments arguments = all("file", "--output", "x", "-i");
        assertThat(arguments.text(TEXT)).isEqualTo("x");
        assertThat(arguments.isOn(SWITCH)).isTrue();
        assertThat(arguments.operands()).containsExactly("file");
    }

    @Test
    void parseAllWhenSwitchStandsBeforeOperandKeepsTheOperand() {
        assertThat(all("-i", "file").operands()).containsExactly("file");
    }

    @Test
    void parseAllWhenDashesStandAloneTakesTheRestAsOperands() {
        assertThat(all("--output", "x", "--", "-i", "file").operands()).containsExactly("-i", "file");
    }

    @Test
    void parseAllWhenUnknownFlagStandsBehindOperandLeavesItAsOperand() {
        assertThat(all("file", "--nonsense").operands()).containsExactly("file", "--nonsense");
    }

    @Test
    void parseAllWhenUnknownFlagStandsFirstFailsAndSuggests() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> all("--outptu", "x"))
                .withMessage("there is no flag --outptu")
                .satisfies((failure) -> assertThat(failure.code()).isEqualTo(ExitCode.GENERIC))
                .satisfies((failure) -> assertThat(failure.action()).contains("--output"));
    }

    @ParameterizedTest
    @CsvSource({
        "--output, needs a value",
        "-i=maybe, is a switch",
        "--indent=two, needs a whole number",
        "---i, is no flag",
        "--=x, is no flag"
    })
    void parseLeadingWhenArgumentIsWrongFails(String argument, String message) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> leading(argument))
                .withMessageContaining(message);
    }

    @Test
    void parseLeadingWhenTwoFormsOfOneFlagAreGivenFails() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> leading("-i", "--in-place"))
                .withMessageContaining("in two forms");
    }

    @Test
    void textWhenOnlyTheVariableIsSetTakesIt() {
        Arguments arguments = parser(Map.of("OUTPUT", "x", "SERVICE", "a,b")).parseLeading(List.of());
        assertThat(arguments.text(TEXT)).isEqualTo("x");
        assertThat(arguments.list(LIST)).containsExactly("a", "b");
        assertThat(arguments.isOnCommandLine(TEXT)).isFalse();
    }

    @Test
    void textWhenBothAreSetTakesTheCommandLine() {
        assertThat(parser(Map.of("OUTPUT", "x"))
                        .parseLeading(List.of("--output", ""))
                        .text(TEXT))
                .isEmpty();
    }

    @Test
    void numberWhenNotSetIsZero() {
        assertThat(leading().number(NUMBER)).isZero();
        assertThat(leading("--indent", "-2").number(NUMBER)).isEqualTo(-2);
    }
}
