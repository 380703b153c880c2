package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.readOne;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Values that look sealed are read as if the scanner had seen them. */
class YamlSealedValuesTests {

    private static final String ENC = "ENC[AES256_GCM,data:Tr7o=,iv:1Y+b,tag:/Zq4,type:str]";

    /** As long, and looked at by the scanner as it is. */
    private static final String SEEN = ENC.replace("GCM", "GCX");

    private final Store store = Stores.of(Format.YAML);

    @Test
    void readWhenValuesLookSealedReadsThem() {
        MapNode tree = readOne(this.store, "a: " + ENC + "\nb:\n  - " + ENC + "\r\n  -   " + ENC + "\nc: " + ENC);
        ValueNode value = ValueNode.string(ENC);
        assertThat(tree).isEqualTo(MapNode.of(entry("a", ENC), entry("b", ListNode.of(value, value)), entry("c", ENC)));
    }

    @Test
    void readWhenLineStandsInBlockQuotesOrCommentReadsIt() {
        MapNode tree = readOne(
                this.store,
                "# a: " + ENC + "\na: |\n  b: " + ENC + "\n  - " + ENC + "\nc: 'd: " + ENC + "\n  e'\nf: " + ENC
                        + "\n  g\n");
        assertThat(tree)
                .isEqualTo(MapNode.of(
                        new CommentNode(" a: " + ENC),
                        entry("a", "b: " + ENC + "\n- " + ENC + "\n"),
                        entry("c", "d: " + ENC + " e"),
                        entry("f", ENC + " g")));
    }

    @Test
    void readWhenBracketsStandBetweenValuesReadsAll() {
        assertThat(readOne(this.store, "a: |\n  b: " + ENC + "\n  ]]\n  c: " + ENC + "\n"))
                .isEqualTo(MapNode.of(entry("a", "b: " + ENC + "\n]]\nc: " + ENC + "\n")));
    }

    @Test
    void readWhenTextHoldsTheStandInReadsBoth() {
        assertThat(readOne(this.store, "a: ENC[\u00ad0]\nb: " + ENC + "\n"))
                .isEqualTo(MapNode.of(entry("a", "ENC[\u00ad0]"), entry("b", ENC)));
    }

    /** Pieces of syntax between sealed values. */
    @Provide
    static Arbitrary<String> files() {
        return Arbitraries.of(
                        ENC, ENC, ENC, ENC, "\n", "\n", "\n", "a: ", "b: ", "- ", ": ", "? ", "c", "[", "]", "{", "}",
                        ",", "\"", "'", "|\n", ">\n", "&x ", "*x", "!!str ", "#", " ", "  ", "---\n", "\\", "\r\n",
                        "\u2028", "\u00ad", "]", ":")
                .list()
                .ofMinSize(2)
                .ofMaxSize(25)
                .map((pieces) -> String.join("", pieces));
    }

    @Property(tries = 3000)
    void readGivesWhatItGivesWhenTheScannerSeesAll(@ForAll("files") String yaml) {
        assertThat(outcome(yaml)).isEqualTo(outcome(yaml.replace(ENC, SEEN)).replace(hex(SEEN), hex(ENC)));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The tree, or the reason why there is none. Which of several mistakes the error names depends on how far the scanner looks ahead,
     * and its column is another one inside of a sealed value.
     */
    private String outcome(String yaml) {
        try {
            return TreeText.of(this.store.readPlain(source(yaml)));
        } catch (SecretsException ex) {
            return ex.reason().name();
        }
    }
}
