package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocationTests {

    @Test
    void toStringWhenAllIsKnownHasTheFormOfCompilers() {
        assertThat(new Location("a.yaml", 3, 7, "[\"db\"]")).hasToString("a.yaml:3:7 [\"db\"]");
    }

    @Test
    void toStringWhenOnlyPartsAreKnownLeavesOutTheOthers() {
        assertThat(Location.of("a.yaml")).hasToString("a.yaml");
        assertThat(new Location(null, 3, 0, null)).hasToString("line 3");
        assertThat(new Location(null, 0, 0, "[0]")).hasToString("[0]");
        assertThat(Location.NONE).hasToString("");
    }

    @Test
    void toStringWhenNamesHoldControlCharactersReplacesThem() {
        assertThat(new Location("a\nb.yaml", 1, 1, "[\"x\r\u001b[31m\u2028\u202e\"]"))
                .hasToString("a?b.yaml:1:1 [\"x??[31m??\"]");
    }
}
