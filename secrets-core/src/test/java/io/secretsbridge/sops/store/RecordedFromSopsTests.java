package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated files, read and written by {@code sops} 3.13.3, and the same by the stores. */
class RecordedFromSopsTests {

    static Stream<String> records() throws IOException {
        try (InputStream in = RecordedFromSopsTests.class.getResourceAsStream("recorded-from-sops-3.13.3.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter((line) -> !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void readAndWriteWhenSopsDidDoesTheSame(String line) {
        String[] fields = line.split(" ", -1);
        StoreOptions options = StoreOptions.DEFAULT.withIndent(Integer.parseInt(fields[2]));
        Store from = Stores.of(format(fields[0]), options);
        Source source = Source.of("file", bytes(fields[3]));
        if (fields[4].equals("!")) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> from.readPlain(source))
                    .satisfies((ex) -> {
                        assertThat(ex.reason()).isEqualTo(Reason.MALFORMED);
                        assertThat(ex.location().line()).isPositive();
                    });
            return;
        }
        List<MapNode> branches = from.readPlain(source);
        if (fields[1].equals("tree")) {
            assertThat(TreeText.of(branches)).isEqualTo(fields[4]);
        } else {
            assertThat(Stores.of(format(fields[1]), options).writePlain(branches))
                    .asString()
                    .isEqualTo(new String(bytes(fields[4]), StandardCharsets.UTF_8));
        }
    }

    private static Format format(String word) {
        return Objects.requireNonNull(Format.ofWord(word));
    }

    private static byte[] bytes(String field) {
        return field.equals("-") ? new byte[0] : Base64.getDecoder().decode(field);
    }
}
