package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Files of every format with pieces cut out, doubled, moved, and put in: each store reads them or says in one error why
 * not, and what it read every store writes or says why not.
 */
class StoreMutationTests {

    private static final int TRIES = 2_000;

    /** Stands in the plain files where a secret would. */
    private static final String SECRET = "hunter2";

    private static final List<String> PIECES = List.of(
            "\n",
            "\r\n",
            "\n\n",
            " ",
            "    ",
            "\t",
            "\0",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\u00ad",
            "\uD83D\uDE00",
            ":",
            ": ",
            "=",
            "- ",
            "? ",
            "#",
            ";",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            "`",
            "\"\"\"",
            "\\",
            "\\u",
            "\\n",
            "|",
            ">",
            "&a ",
            "*a",
            "!!int ",
            "!!binary ",
            "<<: ",
            "---\n",
            "...\n",
            "%",
            "1e999",
            "-0.0",
            "0x",
            "99999999999999999999",
            "null",
            "true",
            "2001-01-01",
            "sops",
            "sops_mac=",
            "[sops]\n",
            "__list_0__map_enc",
            "ENC[AES256_GCM,data:",
            ",iv:",
            ",tag:",
            ",type:str]",
            "\n    ");

    private static final List<String> PLAIN_YAML = List.of(
            "# head\na: hunter2 # beside\nb:\n  - &x hunter2\n  - *x\n  # in list\n  - |4-\n\n      hunter2\nc: {d: 'hunter2', e: [1, .inf, ~]}\n# foot\n---\nf: >\n  hunter2\n",
            "\"a\": \"hunter2\\u00e9\"\n? b\n: !!binary aHVudGVyMg==\n<<: {c: 2001-01-01}\n");

    private static final List<String> PLAIN_JSON = List.of(
            "{\n\t\"a\": \"hunter2\",\n\t\"b\": [1, -2.5e3, true, null, {\"c\": \"hunter2\\u00e9\\ud83d\\ude00\"}],\n\t\"a\": {}\n}\n");

    private static final List<String> PLAIN_DOTENV = List.of("# head\nA=hunter2\nB=hunter2\\nhunter2\n\nC=\"a=b\"\n");

    private static final List<String> PLAIN_INI = List.of(
            "top = hunter2\n; head\n[a]\nx = \"hunter2\" ; beside\ny : `hunter2 # no`\nz = \"\"\"hunter2\nhunter2\"\"\"\n- = hunter2\\\nhunter2\n[b.c]\n");

    /**
     * A file of a format.
     *
     * @param format the format
     * @param bytes its content
     */
    record Mutant(Format format, byte[] bytes) {

        @Override
        public String toString() {
            return this.format + " " + new String(this.bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * One change.
     *
     * @param kind what is done
     * @param at where, in parts of the length
     * @param length how many bytes
     * @param to where to, in parts of the length
     * @param piece what is put in
     */
    record Change(int kind, double at, int length, double to, String piece) {

        byte[] apply(byte[] file) {
            int from = (int) (this.at * file.length);
            int end = Math.min(file.length, from + this.length);
            int target = (int) (this.to * file.length);
            byte[] chunk = Arrays.copyOfRange(file, from, end);
            byte[] put = this.piece.getBytes(StandardCharsets.UTF_8);
            return switch (this.kind) {
                case 0 -> replace(file, from, end, new byte[0]);
                case 1 -> replace(file, target, target, chunk);
                case 2 -> replace(file, from, from, put);
                case 3 -> replace(file, from, end, put);
                case 4 -> Arrays.copyOf(file, from);
                default -> flip(file, from);
            };
        }

        private byte[] flip(byte[] file, int index) {
            byte[] flipped = file.clone();
            if (index < flipped.length) {
                flipped[index] ^= (byte) (1 << (this.length % Byte.SIZE));
            }
            return flipped;
        }

        private static byte[] replace(byte[] file, int from, int end, byte[] put) {
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            changed.write(file, 0, from);
            changed.writeBytes(put);
            changed.write(file, end, file.length - end);
            return changed.toByteArray();
        }
    }

    private static byte[] recorded(String name) {
        try (InputStream in = StoreMutationTests.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Arbitrary<Mutant> originals(Format format) {
        List<String> plain = switch (format) {
            case YAML -> PLAIN_YAML;
            case JSON -> PLAIN_JSON;
            case DOTENV -> PLAIN_DOTENV;
            case INI -> PLAIN_INI;
            case BINARY -> PLAIN_JSON;
        };
        String end = switch (format) {
            case YAML -> ".yaml";
            case JSON -> ".json";
            case DOTENV -> ".env";
            case INI -> ".ini";
            case BINARY -> ".bin";
        };
        Arbitrary<byte[]> bytes = Arbitraries.oneOf(
                Arbitraries.of(plain).map((text) -> text.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.of("sealed" + end, "groups" + end).map(StoreMutationTests::recorded));
        return bytes.map((content) -> new Mutant(format, content));
    }

    @Provide
    static Arbitrary<Mutant> mutants() {
        Arbitrary<Double> places = Arbitraries.doubles().between(0, 1);
        Arbitrary<Change> changes = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        places,
                        Arbitraries.integers().between(1, 40),
                        places,
                        Arbitraries.of(PIECES))
                .as(Change::new);
        return Combinators.combine(
                        Arbitraries.of(Format.values()).flatMap(StoreMutationTests::originals),
                        changes.list().ofMinSize(1).ofMaxSize(5))
                .as((original, all) -> {
                    byte[] bytes = original.bytes();
                    for (Change change : all) {
                        bytes = change.apply(bytes);
                    }
                    return new Mutant(original.format(), bytes);
                });
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void storesReadAndWriteWhatWasChangedOrSayWhyNot(@ForAll("mutants") Mutant mutant) {
        Store store = Stores.of(mutant.format());
        Source source = StoreTesting.source(mutant.bytes());
        try {
            Document document = store.read(source);
            for (Format format : Format.values()) {
                write(() -> Stores.of(format).write(document));
            }
        } catch (SecretsException ex) {
            check(ex, Reason.MALFORMED, Reason.NOT_SEALED, Reason.LIMIT_EXCEEDED);
        }
        List<MapNode> branches;
        try {
            branches = store.readPlain(source);
        } catch (SecretsException ex) {
            check(ex, Reason.MALFORMED, Reason.LIMIT_EXCEEDED);
            assertThat(ex.location().line()).isPositive();
            return;
        }
        for (Format format : Format.values()) {
            write(() -> Stores.of(format).writePlain(branches));
        }
    }

    private static void write(Runnable writing) {
        try {
            writing.run();
        } catch (SecretsException ex) {
            check(ex, Reason.NOT_EXPRESSIBLE, Reason.LIMIT_EXCEEDED);
        }
    }

    private static void check(SecretsException ex, Reason... reasons) {
        assertThat(ex.reason()).isIn((Object[]) reasons);
        assertThat(ex.problem()).isNotBlank().doesNotContain(SECRET);
    }
}
