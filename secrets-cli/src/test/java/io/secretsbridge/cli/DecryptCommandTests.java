package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecryptCommandTests {

    private static final String PLAIN =
            "{\"a\": 1, \"b\": {\"c\": \"tops3cret\", \"list\": [\"x\", 2]}, \"d_unencrypted\": \"plain\"}";

    private static final String PRINTED = """
            {
            	"a": 1,
            	"b": {
            		"c": "tops3cret",
            		"list": [
            			"x",
            			2
            		]
            	},
            	"d_unencrypted": "plain"
            }
            """;

    private CommandRunner runner;

    private String sealed;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal("sealed.json", PLAIN);
        this.sealed = this.runner.read("sealed.json");
    }

    @Test
    void decryptPrintsThePlainFileAndNothingElse() {
        Result result = this.runner.run("decrypt", "sealed.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo(PRINTED);
    }

    @Test
    void decryptWhenReadingStandardInputTakesTypesOrName() {
        this.runner.in(this.sealed);
        assertThat(this.runner
                        .run("decrypt", "--input-type", "json", "--output-type", "json")
                        .out())
                .isEqualTo(PRINTED);
        assertThat(this.runner.run("decrypt", "--filename-override", "x.json").out())
                .isEqualTo(PRINTED);
    }

    @Test
    void decryptInPlaceReplacesTheFile() {
        assertThat(this.runner.run("decrypt", "sealed.json", "-i").code()).isZero();
        assertThat(this.runner.read("sealed.json")).isEqualTo(PRINTED);
    }

    @Test
    void decryptWhenOutputIsANewFileLetsOnlyTheOwnerRead() throws IOException {
        Result result = this.runner.run("decrypt", "--output", "plain.json", "sealed.json");
        assertThat(result.out()).isEmpty();
        assertThat(this.runner.read("plain.json")).isEqualTo(PRINTED);
        assertThat(Files.getPosixFilePermissions(this.runner.path("plain.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @CsvSource({
        "[\"b\"][\"c\"], tops3cret",
        "['b']['c'], tops3cret",
        "[\"a\"], 1",
        "[\"b\"][\"list\"][1], 2",
        "[\"b\"][\"list\"][0], x",
        "[\"d_unencrypted\"], plain"
    })
    void decryptWhenPathIsGivenPrintsThatPart(String path, String expected) {
        Result result = this.runner.run("decrypt", "--extract", path, "sealed.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(expected);
    }

    @Test
    void decryptWhenPathLeadsToAMapPrintsItAsAFile() {
        assertThat(this.runner
                        .run("decrypt", "--indent", "0", "--extract", "[\"b\"]", "sealed.json")
                        .out())
                .isEqualTo("{\n\"c\": \"tops3cret\",\n\"list\": [\n\"x\",\n2\n]\n}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1, decrypt --extract [\"none\"] sealed.json, nothing at this path",
        "1, decrypt --extract [\"b\"][\"list\"][2] sealed.json, nothing at this path",
        "1, decrypt plain.json, sops",
        "1, decrypt broken.json, broken.json:1",
        "1, decrypt --input-type binary plain.txt, ",
        "1, decrypt --indent x sealed.json, whole number",
        "2, decrypt sub, directory",
        "3, decrypt --output none/x sealed.json, directory does not exist",
        "4, decrypt --output-type dotenv sealed.json, ",
        "4, decrypt --input-type json --output-type binary sealed.json, ",
        "8, decrypt -i, standard input",
        "8, decrypt -i --output x sealed.json, exclude each other",
        "25, decrypt tampered.json, tampered.json",
        "25, decrypt moved.json, moved.json",
        "25, decrypt --ignore-mac tampered.json, tampered.json",
        "51, decrypt changed.json, MAC",
        "51, decrypt nomac.json, MAC",
        "51, decrypt -i changed.json, MAC",
        "91, decrypt --extract a sealed.json, malformed",
        "91, decrypt --extract [a] sealed.json, malformed",
        "100, decrypt none.json, does not exist",
        "112, decrypt --decryption-order age;age sealed.json, twice",
        "128, decrypt foreign.json, none of the file's master keys"
    })
    void decryptWhenItFailsHasTheCodeAndPrintsNothing(int code, String line, String message) {
        this.runner.write("plain.json", PLAIN);
        this.runner.write("plain.txt", "text");
        this.runner.write("broken.json", "{");
        this.runner.write("sub/x", "");
        this.runner.write("tampered.json", this.sealed.replaceFirst("data:..", "data:AA"));
        this.runner.write("moved.json", this.sealed.replaceFirst("\"a\":", "\"z\":"));
        this.runner.write("changed.json", this.sealed.replace("\"plain\"", "\"other\""));
        this.runner.write("nomac.json", this.sealed.replaceFirst("\"mac\": \"[^\"]*\"", "\"mac\": \"\""));
        this.runner.write("foreign.json", foreign());
        List<String> names = this.runner.names();
        Result result = this.runner.run(line.replace(';', ',').split(" "));
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("secrets: ")
                .contains((message == null) ? "" : message)
                .doesNotContain("tops3cret", CommandRunner.IDENTITY, "Exception", "\tat ");
        assertThat(this.runner.names()).isEqualTo(names);
    }

    private String foreign() {
        return new CommandRunner(this.runner.path(""))
                .in(PLAIN)
                .run("encrypt", "--age", CommandRunner.FOREIGN, "--filename-override", "x.json")
                .out();
    }

    @Test
    void decryptWhenMacIsIgnoredOpensAChangedFile() {
        this.runner.write("changed.json", this.sealed.replace("\"plain\"", "\"other\""));
        assertThat(this.runner.run("decrypt", "--ignore-mac", "changed.json").out())
                .contains("other", "tops3cret");
    }

    @Test
    void decryptWhenNoKeyFitsNamesGroupKeyAndWhereItLooked() {
        this.runner.write("foreign.json", foreign());
        Result result = this.runner.unset("SOPS_AGE_KEY").run("decrypt", "foreign.json");
        assertThat(result.code()).isEqualTo(128);
        assertThat(result.err())
                .contains(
                        "Group 1: FAILED",
                        "age " + CommandRunner.FOREIGN + ": FAILED",
                        "SOPS_AGE_KEY_FILE",
                        "keys.txt");
    }

    @Test
    void decryptWhenReaderOfTheOutputIsGoneEndsQuietly() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = SecretsCommand.run(
                List.of("decrypt", "sealed.json"),
                Map.of(
                        "SOPS_AGE_KEY",
                        CommandRunner.IDENTITY,
                        "HOME",
                        this.runner.path("home").toString()),
                new ByteArrayInputStream(new byte[0]),
                closed,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                this.runner.path(""));
        assertThat(code).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void decryptWhenStandardInputIsTooLargeFails() {
        byte[] huge = new byte[64 * 1024 * 1024 + 1];
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = SecretsCommand.run(
                List.of("decrypt"),
                Map.of(),
                new ByteArrayInputStream(huge),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                this.runner.path(""));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard input", "larger than");
    }

    @Test
    void decryptInTheOlderFormIsTheSame() {
        assertThat(this.runner.run("-d", "sealed.json").out()).isEqualTo(PRINTED);
        assertThat(this.runner
                        .run("--decrypt", "-extract", "[\"b\"][\"c\"]", "sealed.json")
                        .out())
                .isEqualTo("tops3cret");
    }
}
