package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are those of sops 3.13.3. */
class YamlEscapesTests {

    private static MapNode read(String yaml) {
        return new YamlStore(0)
                .readPlain(Source.of("a.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
                .get(0);
    }

    private static String value(String yaml) {
        return (read("a: " + yaml + "\n").get("a") instanceof ValueNode value) ? value.text() : "no value";
    }

    @Test
    void readWhenDoubleQuotedHasEscapedSeparatorsReadsThem() {
        assertThat(value("\"x\\Ly\\Pz\"")).isEqualTo("x\u2028y\u2029z");
    }

    @Test
    void readWhenDoubleQuotedHasNextLinesKeepsThem() {
        assertThat(value("\"\\N\\L\\x85\\P\\u0085\\L\\U00000085\\P\""))
                .isEqualTo("\u0085\u2028\u0085\u2029\u0085\u2028\u0085\u2029");
    }

    @Test
    void readWhenDoubleQuotedEscapesTheBackslashReadsLetters() {
        assertThat(value("\"C:\\\\Logs\\\\Print\\\\\\L\"")).isEqualTo("C:\\Logs\\Print\\\u2028");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:\\Logs\\New\\Print",
                "'C:\\Logs\\New\\Print'",
                "\"C:\\\\Logs\\\\New\\\\Print\"",
                "|-\n  C:\\Logs\\New\\Print",
                "| # \\L in a comment\n  C:\\Logs\\New\\Print",
                ">-\n  C:\\Logs\\New\\Print"
            })
    void readWhenTextHasBackslashesReadsThem(String yaml) {
        assertThat(value(yaml)).isEqualTo("C:\\Logs\\New\\Print" + (yaml.startsWith("| #") ? "\n" : ""));
    }

    @Test
    void readWhenCommentHasBackslashesReadsThem() {
        assertThat(read("# C:\\Logs\\Print\na: 1\n").items().get(0)).isEqualTo(new CommentNode(" C:\\Logs\\Print"));
    }
}
