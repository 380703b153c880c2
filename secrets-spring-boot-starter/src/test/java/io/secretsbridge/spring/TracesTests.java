package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that finds nothing proves something only if it would have found it. */
class TracesTests {

    private static final String SECRET = "Qz7kW3xR9mB2";

    private static void assertFound(String output) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Traces.assertNone("it", output, SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user:"})
    void assertNoneWhenEncodedWithAnythingAroundFindsIt(String before) {
        for (String after : new String[] {"", "x", "xy", "xyz"}) {
            byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
            assertFound(new String(bytes, StandardCharsets.UTF_8));
            assertFound(Base64.getEncoder().encodeToString(bytes));
            assertFound(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            assertFound(java.util.HexFormat.of().withUpperCase().formatHex(bytes));
            assertFound(java.util.Arrays.toString(bytes));
            assertFound(URLEncoder.encode(before + SECRET + after, StandardCharsets.UTF_8));
        }
    }

    @Test
    void assertNoneWhenOnlyOtherTextIsThereIsContent() {
        Traces.assertNone("it", "Qz7kW3xR9mB1 " + Base64.getEncoder().encodeToString(new byte[100]), SECRET);
        assertThat(Traces.forms(SECRET)).doesNotContain("").hasSize(12);
    }
}
