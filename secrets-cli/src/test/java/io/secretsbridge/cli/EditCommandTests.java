package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.cli.CommandRunner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditCommandTests {

    private static final String PLAIN = "{\"a\": \"one\", \"b\": {\"c\": \"tops3cret\"}}";

    private CommandRunner runner;

    private String sealed;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.runner = new CommandRunner(directory);
        this.runner.seal("sealed.json", PLAIN);
        this.sealed = this.runner.read("sealed.json");
    }

    private static String ciphertext(String file, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \"(ENC[^\"]*)\"").matcher(file);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void editSealsWhatTheEditorLeftAndKeepsUntouchedValues() {
        Result result = this.runner.editor("sed -i s/tops3cret/changed/ \"$1\"").run("edit", "sealed.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        String after = this.runner.read("sealed.json");
        assertThat(ciphertext(after, "a")).isEqualTo(ciphertext(this.sealed, "a"));
        assertThat(ciphertext(after, "c")).isNotEqualTo(ciphertext(this.sealed, "c"));
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("one", "changed");
        assertThat(this.runner.names()).containsExactly("editor.sh", "sealed.json");
    }

    @Test
    void editGivesTheEditorAPrivatePlainFileOfTheSameNameAndLeavesNothing() {
        Result result = this.runner.editor("""
                        {
                          echo "$1"
                          stat -c %a "$1" "$(dirname "$1")"
                          cat "$1"
                        } > seen.txt
                        cp "$1" "$1~"
                        sed -i s/one/two/ "$1"
                        """).run("edit", "sealed.json");
        assertThat(result.code()).isZero();
        String seen = this.runner.read("seen.txt");
        assertThat(seen).contains("/sealed.json\n600\n700\n{", "tops3cret").doesNotContain("sops");
        assertThat(Path.of(seen.lines().findFirst().orElseThrow()).getParent()).doesNotExist();
    }

    @Test
    void editWhenEditorReplacesTheFileReadsTheNewOne() {
        this.runner.editor("sed s/one/two/ \"$1\" > \"$1.new\" && mv \"$1.new\" \"$1\"");
        assertThat(this.runner.run("edit", "sealed.json").code()).isZero();
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("two");
    }

    @Test
    void editWhenFileHasAModeAndIsALinkKeepsBoth() throws IOException {
        Files.setPosixFilePermissions(this.runner.path("sealed.json"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(this.runner.path("link.json"), Path.of("sealed.json"));
        assertThat(this.runner
                        .editor("sed -i s/one/two/ \"$1\"")
                        .run("edit", "link.json")
                        .code())
                .isZero();
        assertThat(this.runner.path("link.json")).isSymbolicLink();
        assertThat(Files.getPosixFilePermissions(this.runner.path("sealed.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "touch \"$1\"", "cat \"$1\" > x; cat x > \"$1\"; rm x"})
    void editWhenNothingWasChangedWritesNothing(String script) throws IOException {
        FileTime before = Files.getLastModifiedTime(this.runner.path("sealed.json"));
        Result result = this.runner.editor(script).run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(200);
        assertThat(result.err()).contains("was not changed");
        assertThat(Files.getLastModifiedTime(this.runner.path("sealed.json"))).isEqualTo(before);
    }

    @Test
    void editWhenEditorFailsWritesNothing() {
        Result result = this.runner.editor("sed -i s/one/two/ \"$1\"; exit 3").run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(201);
        assertThat(result.err()).contains("exit code 3", "nothing was written");
        assertThat(this.runner.read("sealed.json")).isEqualTo(this.sealed);
    }

    @ParameterizedTest
    @CsvSource({"./none, cannot be started", "vi 'x, a quote is not closed", "' ', SOPS_EDITOR is blank"})
    void editWhenThereIsNoSuchEditorFails(String editor, String message) {
        Result result = this.runner.set("SOPS_EDITOR", editor).run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(201);
        assertThat(result.err()).contains(message);
    }

    @Test
    void editWhenNoEditorIsSetAndNoneIsOnThePathFails() {
        Result result = this.runner.set("PATH", this.runner.path("").toString()).run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(201);
        assertThat(result.err()).contains("there is no editor");
    }

    @Test
    void editWhenNoEditorIsSetTakesTheOneOnThePath() {
        this.runner.editor("sed -i s/one/two/ \"$1\"").unset("EDITOR");
        assertThat(this.runner
                        .path("editor.sh")
                        .toFile()
                        .renameTo(this.runner.path("nano").toFile()))
                .isTrue();
        this.runner.set("PATH", this.runner.path("") + ":" + System.getenv("PATH"));
        // A vim that the machine has comes first.
        this.runner.write("vim", this.runner.read("nano")).toFile().setExecutable(true);
        assertThat(this.runner.run("edit", "sealed.json").code()).isZero();
    }

    @Test
    void editPrefersSopsEditorAndSplitsItsWords() {
        this.runner.editor("exit 3").set("SOPS_EDITOR", "sed -i 's/one/two words/'");
        assertThat(this.runner.run("edit", "sealed.json").code()).isZero();
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("two words");
    }

    @Test
    void editWhenResultIsInvalidAndNobodyCanMendItKeepsItSealed() {
        Result result = this.runner.editor("echo '{ tops3cret2' > \"$1\"").run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("sealed.json:1", "sealed.json.rejected-1")
                .doesNotContain("tops3cret2");
        assertThat(this.runner.read("sealed.json")).isEqualTo(this.sealed);
        assertThat(this.runner.read("sealed.json.rejected-1")).doesNotContain("tops3cret2");
        assertThat(this.runner.run("decrypt", "sealed.json.rejected-1").out()).isEqualTo("{ tops3cret2\n");
        assertThat(this.runner.run("edit", "sealed.json").err()).contains("sealed.json.rejected-2");
    }

    @Test
    void editWhenResultIsInvalidNeverKeepsItReadable() {
        this.runner.write("plain.json", PLAIN);
        this.runner.run("encrypt", "-i", "--age", CommandRunner.RECIPIENT, "--encrypted-regex", "^c$", "plain.json");
        this.runner.editor("echo '{ tops3cret2' > \"$1\"").run("edit", "plain.json");
        assertThat(this.runner.read("plain.json.rejected-1")).doesNotContain("tops3cret2");
    }

    @Test
    void editWhenResultIsInvalidReturnsToTheEditor() {
        Result result = this.runner
                .interactive()
                .in("\n")
                .editor(
                        "if [ -e again ]; then sed -i 's/two/three/; s/{//2g' \"$1\"; else touch again; sed -i 's/{/{{/; s/one/two/' \"$1\"; fi")
                .run("edit", "sealed.json");
        assertThat(result.err()).contains("sealed.json:", "Press enter");
        assertThat(result.code()).isZero();
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("three");
    }

    @Test
    void editWhenResultIsInvalidAndTheUserStopsKeepsItSealed() {
        Result result =
                this.runner.interactive().in("").editor("echo '{' > \"$1\"").run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(2);
        assertThat(this.runner.names()).contains("sealed.json.rejected-1");
    }

    @ParameterizedTest
    @CsvSource({"'{\"sops\": 1}', 203", "'[1]', 2"})
    void editWhenResultCannotBeSealedLeavesTheFile(String text, int code) {
        this.runner.write("new.txt", text);
        Result result = this.runner.editor("cp new.txt \"$1\"").run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(code);
        assertThat(this.runner.read("sealed.json")).isEqualTo(this.sealed);
    }

    @Test
    void editWhenFileWasChangedMeanwhileLosesNeither() {
        this.runner.seal("other.json", "{\"theirs\": 1}");
        String theirs = this.runner.read("other.json");
        Result result = this.runner
                .editor("sed -i s/one/two/ \"$1\"; cp other.json sealed.json")
                .run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("changed by another program", "sealed.rejected-1.json");
        assertThat(this.runner.read("sealed.json")).isEqualTo(theirs);
        assertThat(this.runner.run("decrypt", "sealed.rejected-1.json").out()).contains("two");
    }

    @Test
    void editWhenFileWasDeletedMeanwhileKeepsTheResult() {
        Result result =
                this.runner.editor("sed -i s/one/two/ \"$1\"; rm sealed.json").run("edit", "sealed.json");
        assertThat(result.code()).isEqualTo(3);
        assertThat(this.runner.run("decrypt", "sealed.rejected-1.json").out()).contains("two");
    }

    @ParameterizedTest
    @CsvSource({
        "new.yaml, '# Replace these'",
        "new.json, change-me",
        "new.env, DATABASE_PASSWORD",
        "new.ini, password",
        "new.txt, Replace"
    })
    void editWhenFileIsMissingStartsWithAnExample(String name, String expected) {
        Result result = this.runner
                .editor("cp \"$1\" example.txt; sed -i 's/change-me/tops3cret/; s/Replace/tops3cret/' \"$1\"")
                .run("edit", "--age", CommandRunner.RECIPIENT, name);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(this.runner.read("example.txt")).contains(expected);
        assertThat(this.runner.read(name)).contains("ENC[").doesNotContain("tops3cret");
        assertThat(this.runner.run("decrypt", name).out()).contains("tops3cret");
    }

    @Test
    void editWhenFileIsMissingAndTheExampleStaysWritesNothing() {
        Result result = this.runner.editor("true").run("edit", "--age", CommandRunner.RECIPIENT, "new.json");
        assertThat(result.code()).isEqualTo(200);
        assertThat(this.runner.names()).doesNotContain("new.json");
    }

    @ParameterizedTest
    @CsvSource({"edit new.json, 1", "edit --age nonsense new.json, 1", "edit, 100", "edit plain.json, 1"})
    void editWhenItCannotBeginOpensNoEditor(String line, int code) {
        this.runner.write("plain.json", PLAIN);
        Result result = this.runner.editor("touch opened").run(line.split(" "));
        assertThat(result.code()).isEqualTo(code);
        assertThat(this.runner.names()).doesNotContain("opened", "new.json");
    }

    @Test
    void editWhenMasterKeysAreShownKeepsEditsAndRefusesChangesInTheBlock() {
        this.runner.editor("cp \"$1\" seen.txt; sed -i s/one/two/ \"$1\"");
        assertThat(this.runner.run("edit", "-s", "sealed.json").err()).isEmpty();
        assertThat(this.runner.read("seen.txt")).contains(CommandRunner.RECIPIENT, "tops3cret");
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("two");
        Result result = this.runner
                .editor("sed -i s/" + CommandRunner.RECIPIENT + "/age1other/ \"$1\"")
                .run("edit", "-s", "sealed.json");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("for reading only");
    }

    @Test
    void editWhenOnlyAFileIsNamedIsMeant() {
        assertThat(this.runner
                        .editor("sed -i s/one/two/ \"$1\"")
                        .run("sealed.json")
                        .code())
                .isZero();
        assertThat(this.runner.run("decrypt", "sealed.json").out()).contains("two");
    }

    @Test
    void editInTheOlderFormOfSopsNeedsARuleThatFits() {
        this.runner.write(
                ".sops.yaml", "creation_rules:\n  - path_regex: other\n    age: " + CommandRunner.FOREIGN + "\n");
        this.runner.editor("sed -i s/one/two/ \"$1\"").set("SECRETS_AS_SOPS", "1");
        assertThat(this.runner.run("sealed.json").code()).isEqualTo(1);
        assertThat(this.runner.run("edit", "sealed.json").code()).isZero();
    }
}
