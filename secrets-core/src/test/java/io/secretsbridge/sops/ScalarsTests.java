package io.secretsbridge.sops;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.Doubles;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarsTests {

    @ParameterizedTest
    @CsvSource({
        "int, 5, 5",
        "int, -5, -5",
        "int, +5, 5",
        "int, 007, 7",
        "int, 9223372036854775807, 9223372036854775807",
        "float, 1.5, 1.5",
        "float, 1.50, 1.5",
        "float, 1., 1",
        "float, .5, 0.5",
        "float, 01.5, 1.5",
        "float, 1e3, 1000",
        "float, 1E-7, 0.0000001",
        "float, 0, 0",
        "float, -0, -0",
        "float, -0.0, -0",
        "float, 0.1000000000000000055511151231257827, 0.1",
        "float, inf, +Inf",
        "float, -Infinity, -Inf",
        "float, NaN, NaN",
        "bool, True, True",
        "bool, t, True",
        "bool, 0, False",
        "time, 2024-01-01T00:00:00Z, 2024-01-01T00:00:00Z",
        "time, 2024-01-01T00:00:00+00:00, 2024-01-01T00:00:00Z",
        "time, 2006-01-02T15:04:05.120+07:06, 2006-01-02T15:04:05.12+07:06",
        "time, 2006-01-02T15:04:05.123456789Z, 2006-01-02T15:04:05.123456789Z"
    })
    void nodeWhenPlaintextIsOfTheTypeIsCanonical(String word, String plain, String canonical) {
        assertThat(node(word, plain)).isInstanceOfSatisfying(ValueNode.class, (value) -> {
            assertThat(value.text()).isEqualTo(canonical);
            assertThat(Scalars.word(value.type())).isEqualTo(word);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "int, five",
        "int, 1.0",
        "int, 9223372036854775808",
        "int, ' 1'",
        "int, 1_000",
        "int, \u0661",
        "float, one",
        "float, 1d",
        "float, 0x1p3",
        "float, ' 1.0'",
        "float, 1e",
        "bool, yes",
        "bool, tRUE",
        "time, yesterday",
        "time, 2024-13-01T00:00:00Z",
        "other, x"
    })
    void nodeWhenPlaintextIsNotOfTheTypeIsNothing(String word, String plain) {
        assertThat(node(word, plain)).isNull();
    }

    @Test
    void nodeWhenBytesKeepsThem() {
        byte[] bytes = {0, -1, 127, -128};
        Node node = Scalars.node("bytes", bytes.clone(), Position.NONE);
        assertThat(node).isInstanceOfSatisfying(ValueNode.class, (value) -> {
            assertThat(value.type()).isEqualTo(ValueNode.Type.BYTES);
            assertThat(value.toByteArray()).isEqualTo(bytes);
        });
    }

    @Test
    void nodeWhenCommentIsOneOnItsOwnLine() {
        assertThat(node("comment", " text")).isEqualTo(new CommentNode(" text"));
    }

    @Property
    void nodeWhenAnyDoubleAgreesWithTheTree(@ForAll double number) {
        assertThat(node("float", Doubles.plain(number))).isEqualTo(ValueNode.floating(number, Position.NONE));
        assertThat(node("float", Double.toString(number).replace("Infinity", "Inf")))
                .isEqualTo(ValueNode.floating(number, Position.NONE));
    }

    private static Node node(String word, String plain) {
        return Scalars.node(word, plain.getBytes(StandardCharsets.UTF_8), Position.NONE);
    }
}
