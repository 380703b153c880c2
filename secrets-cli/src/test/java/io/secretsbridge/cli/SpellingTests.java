package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTests {

    private static final List<String> WORDS = List.of("init", "encrypt", "decrypt", "edit", "filestatus");

    @ParameterizedTest
    @CsvSource({"decyrpt, decrypt", "encrpt, encrypt", "edti, edit", "inti, init", "file-status, filestatus"})
    void nearestWhenWordIsMisspeltFindsIt(String typed, String meant) {
        assertThat(Spelling.nearest(typed, WORDS)).isEqualTo(meant);
    }

    @Test
    void nearestWhenNoWordIsCloseFindsNone() {
        assertThat(Spelling.nearest("production", WORDS)).isNull();
        assertThat(Spelling.nearest("x", WORDS)).isNull();
    }
}
