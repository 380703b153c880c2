package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTests {

    @Test
    void splitWhenSpacesSeparateGivesWords() {
        assertThat(ShellWords.split(" op  read\t'op://vault/my key' \n"))
                .containsExactly("op", "read", "op://vault/my key");
    }

    @Test
    void splitWhenQuotedPartsTouchJoinsThem() {
        assertThat(ShellWords.split("a'b c'\"d e\"f")).containsExactly("ab cd ef");
    }

    @Test
    void splitWhenQuotesAreEmptyGivesAnEmptyWord() {
        assertThat(ShellWords.split("a '' \"\"")).containsExactly("a", "", "");
    }

    @Test
    void splitWhenBackslashKeepsTheNextCharacter() {
        assertThat(ShellWords.split("a\\ b \\# \"x\\\"y\\\\z\" 'p\\q'")).containsExactly("a b", "#", "x\"y\\z", "p\\q");
    }

    @Test
    void splitWhenNumberSignStartsAWordSkipsTheRestOfTheLine() {
        assertThat(ShellWords.split("a#b # c 'd\ne")).containsExactly("a#b", "e");
    }

    @Test
    void splitWhenNothingIsThereGivesNoWords() {
        assertThat(ShellWords.split("")).isEmpty();
        assertThat(ShellWords.split(" \t# only a comment")).isEmpty();
    }

    @Test
    void splitWhenShellWouldExpandDoesNot() {
        assertThat(ShellWords.split("a $HOME `id` * ; b | c"))
                .containsExactly("a", "$HOME", "`id`", "*", ";", "b", "|", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \\", "\"a\\"})
    void splitWhenCutOffRefuses(String command) {
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split(command));
    }

    @Property(tries = 500)
    void splitWhenWordsAreQuotedGivesThemBack(@ForAll List<String> words, @ForAll boolean single) {
        StringBuilder command = new StringBuilder();
        for (String word : words) {
            command.append(single ? singleQuoted(word) : doubleQuoted(word)).append(' ');
        }
        assertThat(ShellWords.split(command.toString())).isEqualTo(words);
    }

    private static String singleQuoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String doubleQuoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
